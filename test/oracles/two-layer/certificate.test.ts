import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import { twoLayerMargin } from '../../../oracles/two-layer/two-layer-margin.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { changed, type Json, type Path, pathText, places } from '../checker/corruptions.ts';
import { anyLabels, anySlope, PARITY } from './datasets.ts';
import { proves, type TwoLayerCertificate } from './second-checker.ts';

function example(name: string): TwoLayerCertificate {
  const file = new URL(`../../certificates/valid/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as TwoLayerCertificate;
}

async function parityCertificate(): Promise<TwoLayerCertificate> {
  const result = await twoLayerMargin(PARITY, { alpha: Rational.of(1n, 10n) });
  if (result.status !== 'optimal') throw new Error(`expected an optimum, found ${result.status}`);
  return JSON.parse(JSON.stringify(result.certificate)) as TwoLayerCertificate;
}

/** With the least number of changes that leave a proof: the one of XOR has no room at all. */
const certificates: [string, TwoLayerCertificate, number][] = [
  ['five points', example('two-layer-margin'), 3],
  ['XOR', example('two-layer-margin-xor'), 0],
  ['parity', await parityCertificate(), 3],
];

/** A copy after `edit`. */
function edited(certificate: TwoLayerCertificate, edit: (copy: TwoLayerCertificate) => void) {
  const copy = structuredClone(certificate);
  edit(copy);
  return copy;
}

function answer(certificate: unknown): string {
  const result = checkCertificate(certificate);
  return result.accepted ? 'accepted' : result.code;
}

/** All λ times factor, with the claim to match. */
function inflated(certificate: TwoLayerCertificate, factor: Rational): TwoLayerCertificate {
  return edited(certificate, ({ claim, derivation }) => {
    const scale = Rational.parse(derivation.denominator);
    const numerators = derivation.multipliers.map((text) => Rational.parse(text).mul(factor).toNumber());
    derivation.multipliers = numerators.map((value) => String(BigInt(Math.round(value))));
    const total = derivation.multipliers.reduce((sum, text) => sum + BigInt(text), 0n);
    claim.lower = String(Rational.of(total).div(scale));
  });
}

describe('certificates of generated data', () => {
  it('are accepted by the checker, and by a second one that shares nothing with it', async () => {
    await fc.assert(
      fc.asyncProperty(anyLabels(6, 3), anySlope(), async (data, alpha) => {
        const result = await twoLayerMargin(data, { alpha, gap: 1e-6 });
        if (result.status !== 'optimal') return;
        const certificate = JSON.parse(JSON.stringify(result.certificate)) as TwoLayerCertificate;
        expect(answer(certificate)).toBe('accepted');
        expect(proves(certificate)).toBe(true);
        for (const factor of ['1.00001', '1.001', '2']) {
          const more = inflated(certificate, Rational.parse(factor));
          expect(answer(more)).toBe('bound-not-proved');
          expect(proves(more)).toBe(false);
        }
      }),
      { numRuns: 12 },
    );
  });
});

/** Why a change of a value in each part may be rejected. */
const REASONS: Record<string, readonly string[]> = {
  claim: ['wrong-value', 'out-of-range', 'bound-not-proved', 'not-feasible'],
  data: ['not-feasible', 'bound-not-proved', 'wrong-value', 'out-of-range'],
  solution: ['not-feasible', 'wrong-value', 'out-of-range'],
  derivation: ['negative-multiplier', 'bound-not-proved', 'wrong-tree', 'wrong-value', 'out-of-range'],
};

const isNumberText = (value: Json): value is string =>
  typeof value === 'string' && /^-?\d+(\/\d+)?$/.test(value);

/** Other values of the same type. */
function otherValues(value: Json, path: Path, points: number): Json[] {
  if (isNumberText(value)) {
    const old = Rational.parse(value);
    if (old.den !== 1n)
      return [old.neg(), old.add(Rational.ONE), old.mul(Rational.parse('1.00000001'))].map(String);
    const tiny = old.num + old.num / 100_000_000n;
    const others = [0n, 1n, -old.num, old.num * 2n, tiny, old.num + old.num / 4n].map(String);
    return [...new Set(others)].filter((other) => other !== value);
  }
  if (typeof value !== 'number') return [];
  if (path.at(-1) === 'point') return [(value + 1) % points];
  return [-value];
}

describe.each(certificates)(
  'the values of the certificate of %s, changed one at a time',
  (_, certificate, proofs) => {
    it('are rejected for a reason of their place exactly where the second checker finds no proof', () => {
      const seen = { accepted: 0, rejected: 0 };
      const json = certificate as unknown as Json;
      // Every change of a small certificate, an even sample of those of a large one.
      const all = places(json).flatMap(({ path, value }) =>
        otherValues(value, path, certificate.data.x.length).map((other) => ({ path, value, other })),
      );
      const stride = Math.ceil(all.length / 150);
      for (const { path, value, other } of all.filter((_entry, k) => k % stride === 0)) {
        const corrupted = changed(json, path, () => other);
        const result = checkCertificate(corrupted);
        const place = `${pathText(path)}: ${JSON.stringify(value)} -> ${JSON.stringify(other)}`;
        const proof = proves(corrupted as unknown as TwoLayerCertificate);
        expect([place, result.accepted]).toEqual([place, proof]);
        if (result.accepted) {
          // Multipliers of the derivation may change and still prove, and points that are not support.
          expect([place, ['derivation', 'data'].includes(String(path[0]))]).toEqual([place, true]);
          seen.accepted++;
        } else {
          expect([place, REASONS[String(path[0])]?.includes(result.code)]).toEqual([place, true]);
          seen.rejected++;
        }
      }
      expect(seen.rejected).toBeGreaterThan(40);
      expect(seen.accepted).toBeGreaterThanOrEqual(proofs);
    });

    it('λ inflated by 1e-8 is rejected: a bound of a tree fails', () => {
      for (const factor of ['1.00000001', '1.000001', '1.001'])
        expect(answer(inflated(certificate, Rational.parse(factor)))).toBe('bound-not-proved');
    });
  },
);

describe.each(certificates)('the trees of the certificate of %s', (_, certificate) => {
  const trees = ['positive', 'negative'] as const;

  it('are rejected without any one step, and with any step twice, unless the steps left still cover the ball', () => {
    let rejected = 0;
    for (const tree of trees) {
      const steps = certificate.derivation[tree];
      const stride = Math.ceil(steps.length / 10);
      for (const [k, step] of steps.entries()) {
        if (k % stride !== 0) continue;
        for (const change of [[], [step, step]]) {
          const other = edited(certificate, ({ derivation }) => {
            derivation[tree].splice(k, 1, ...change);
          });
          const result = answer(other);
          expect([tree, k, result === 'accepted']).toEqual([tree, k, proves(other)]);
          // A tightening may be superfluous or repeated; a leaf or a branch may not.
          if (step.step !== 'tighten') expect(result).not.toBe('accepted');
          if (result !== 'accepted') {
            expect(['wrong-tree', 'bound-not-proved', 'wrong-length']).toContain(result);
            rejected++;
          }
        }
      }
    }
    expect(rejected).toBeGreaterThan(0);
  });

  it('are rejected when exchanged', () => {
    const other = edited(certificate, ({ derivation }) => {
      [derivation.positive, derivation.negative] = [derivation.negative, derivation.positive];
    });
    expect(answer(other)).toBe(proves(other) ? 'accepted' : 'bound-not-proved');
  });
});

describe('the branches of a tree', () => {
  const [, fivePoints] = certificates[0]!;

  it('are rejected when the two halves are swapped', () => {
    const steps = fivePoints.derivation.positive;
    expect(steps[0]!.step).toBe('branch');
    const middle = halfEnd(steps, 1);
    const swapped = [steps[0]!, ...steps.slice(middle), ...steps.slice(1, middle)];
    const other = edited(fivePoints, ({ derivation }) => {
      derivation.positive = swapped;
    });
    expect(proves(other)).toBe(false);
    expect(answer(other)).toBe('bound-not-proved');
  });

  it('are rejected when one half stands for both', () => {
    const steps = fivePoints.derivation.positive;
    const middle = halfEnd(steps, 1);
    const half = steps.slice(1, middle);
    const other = edited(fivePoints, ({ derivation }) => {
      derivation.positive = [steps[0]!, ...half, ...half];
    });
    expect(answer(other)).toBe('bound-not-proved');
  });

  /** The index after the subtree that starts at `from`. */
  function halfEnd(steps: TwoLayerCertificate['derivation']['positive'], from: number): number {
    let open = 1;
    let k = from;
    for (; open > 0; k++) open += steps[k]!.step === 'branch' ? 1 : steps[k]!.step === 'leaf' ? -1 : 0;
    return k;
  }
});

describe('limits', () => {
  const [, xor] = certificates[1]!;

  it('a tree of a million branches is refused without following it', () => {
    const many = Array.from({ length: 1_000_000 }, () => ({ step: 'branch' as const, point: 0 }));
    const other = { ...xor, derivation: { ...xor.derivation, positive: many } };
    const start = performance.now();
    expect(answer(other)).toBe('wrong-tree');
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('more than 1024 points are refused', () => {
    const data = {
      x: Array.from({ length: 1025 }, () => ['1', '1']),
      denominator: '1',
      y: Array.from({ length: 1025 }, () => 1),
    };
    const multipliers = data.y.map(() => '0');
    const solution = { neurons: [{ sign: 1, weights: ['1', '1'], norm: '2' }] };
    const derivation = { ...xor.derivation, multipliers, radii: multipliers };
    expect(answer({ ...xor, data, solution, derivation })).toBe('too-large');
  });

  it('denominators of more than 2^16 bits are refused', () => {
    const denominator = `1${'0'.repeat(19_900)}`;
    expect(answer({ ...xor, derivation: { ...xor.derivation, denominator } })).toBe('too-large');
  });
});
