import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import { snapTwoLayer } from '../../../oracles/kkt/snap.ts';
import { decideLocalOptimality } from '../../../oracles/local-optimality/decide.ts';
import { type Dataset, type Label, toFloats } from '../../../src/data/dataset.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { slidingFlow } from '../../../src/training/sliding/flow.ts';
import { gaussianStart } from '../../../src/training/start.ts';

/** Trains a ReLU net on positive points, snaps the limit, and decides whether it is a local optimum. */
function limitOf(x: readonly (readonly Rational[])[], start: readonly number[]) {
  const data: Dataset = { name: 'positive', x, y: x.map(() => 1) };
  const floats = toFloats(data);
  const width = start.length / (floats.dimension + 1);
  const run = slidingFlow({
    ...floats,
    width,
    alpha: 0,
    loss: 'exponential',
    start,
    until: -1e9,
    snapshots: true,
  });
  const end = run.records.findLast(({ direction }) => direction !== undefined)!;
  const snap = snapTwoLayer(data, 0, { log10Loss: end.log10Loss, direction: end.direction! }, []);
  if (snap.kind !== 'snapped') throw new Error(`${run.reason.sentence} ${snap.reasons.join('; ')}`);
  const { network, multipliers, slopes } = snap.point;
  return { snap, decided: decideLocalOptimality(data, network, multipliers, slopes) };
}

const sixteenths = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((k) => Rational.of(BigInt(k), 16n));

describe('the limits of vardi2022', () => {
  it('V2: points (±1, h), one neuron dead: not local when h² < 1/3, and else global', () => {
    fc.assert(
      fc.property(sixteenths(2, 24), sixteenths(-8, 8), (h, tilt) => {
        const x = [
          [Rational.ONE, h],
          [Rational.ONE.neg(), h],
        ];
        const { snap, decided } = limitOf(x, [tilt.toNumber() * h.toNumber() * 0.5, 2, 0.1, -3, 2, 0.5]);
        expect(String(snap.certified.epsilonSquared)).toBe('0');
        const splits = h.mul(h).compare(Rational.of(1n, 3n)) < 0;
        expect(decided).toMatchObject(
          splits ? { verdict: 'refuted', order: 2 } : { verdict: 'optimal', scope: 'global' },
        );
        if (decided.verdict === 'undecided') return;
        expect(checkCertificate(decided.certificate)).toMatchObject({ accepted: true });
      }),
      { numRuns: 30 },
    );
  });

  it('V3: orthogonal groups of one label, each neuron on its own: not local, at first order', () => {
    fc.assert(
      fc.property(
        sixteenths(8, 32),
        sixteenths(8, 32),
        sixteenths(-32, -4),
        sixteenths(-32, -4),
        (p, q, r, s) => {
          const x = [
            [p, Rational.ZERO],
            [Rational.ZERO, q],
          ];
          const start = [1, r.toNumber(), s.toNumber(), 1, 2, 2];
          const { snap, decided } = limitOf(x, start);
          expect(String(snap.certified.epsilonSquared)).toBe('0');
          expect(decided).toMatchObject({ verdict: 'refuted', order: 1 });
          if (decided.verdict === 'refuted')
            expect(checkCertificate(decided.certificate)).toMatchObject({ accepted: true });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('pre-activations that are not 0: local, to the accuracy of the snapped point', () => {
    fc.assert(
      fc.property(sixteenths(2, 24), (h) => {
        const x = [
          [Rational.ONE, h],
          [Rational.of(-1n), h],
        ];
        const { decided } = limitOf(x, [0.1, 2, 0.2, 1, 2, 1]);
        expect(decided.verdict).toBe('optimal');
      }),
      { numRuns: 10 },
    );
  });

  it('random data: a limit without dead neurons is local, sliding neurons included', () => {
    let decided = 0;
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -64, max: 64 }), { minLength: 18, maxLength: 18 }),
        fc.array(fc.constantFrom<Label>(1, -1), { minLength: 6, maxLength: 6 }),
        fc.constantFrom(0.1, 0.5),
        fc.nat(),
        (values, y, alpha, seed) => {
          const entries = values.map((value) => Rational.of(BigInt(value), 16n));
          const data: Dataset = { name: 'random', x: y.map((_, i) => entries.slice(3 * i, 3 * i + 3)), y };
          const start = gaussianStart(4 * 4, 0.3, seed);
          const run = slidingFlow({
            ...toFloats(data),
            width: 4,
            alpha,
            loss: 'exponential',
            start,
            snapshots: true,
          });
          const end = run.records.findLast(({ direction }) => direction !== undefined)!;
          if (run.reason.kind !== 'target') return;
          const snap = snapTwoLayer(data, alpha, { log10Loss: end.log10Loss, direction: end.direction! }, []);
          if (snap.kind !== 'snapped') return;
          if (snap.pattern.groups.flatMap(({ neurons }) => neurons).length < 4) return;
          const { network, multipliers, slopes } = snap.point;
          const { verdict, ...rest } = decideLocalOptimality(data, network, multipliers, slopes);
          if (slopes.some(({ point, neuron }) => y[point]! * network.neurons[neuron]!.output.sign() > 0))
            return;
          decided += 1;
          expect(verdict).toBe('optimal');
          expect(checkCertificate('certificate' in rest && rest.certificate)).toMatchObject({
            accepted: true,
          });
        },
      ),
      { numRuns: 40 },
    );
    expect(decided).toBeGreaterThan(0);
  });
});
