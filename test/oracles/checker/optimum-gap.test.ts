import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isContraction as checked } from '../../../oracles/checker/semidefinite.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { below, classified, fraction, withNeuron } from './drawn-networks.ts';
import { answer, networkJson, texts } from './network-certificate.ts';
import {
  type Data,
  isContraction,
  type ListedSlope,
  type Network,
  optimalityGap,
  preActivation,
} from './second-network-checker.ts';

/** Every pair of a neuron on a kink that works against the label, at the same share of the way from α to 1. */
function concaveSlopes(network: Network, { x, y }: Data, share: Rational): ListedSlope[] {
  const slope = network.slope.add(share.mul(Rational.ONE.sub(network.slope)));
  return network.neurons.flatMap((neuron, k) =>
    x.flatMap((row, i) =>
      preActivation(network, neuron, row).sign() === 0 && neuron.output.sign() * y[i]! < 0
        ? [{ point: i, neuron: k, slope }]
        : [],
    ),
  );
}

describe('the gap of an optimum', () => {
  it('is the one that a second checker finds by all activation patterns, and no smaller one', () => {
    const seen = new Set<string>();
    const asked = fc.record({
      scope: fc.constantFrom('local' as const, 'global' as const),
      layer: fc.constantFrom('all' as const, 'weights' as const, 'outputs' as const),
      // Small multipliers, for which neurons are not pulled by more than 1.
      factor: fc.constantFrom(Rational.ONE, Rational.of(1n, 10n)),
      // A neuron that is on its kink everywhere; slopes of neurons on kinks, where they work against the label.
      idle: fc.option(fraction, { nil: undefined }),
      share: fc.option(fc.constantFrom(Rational.ZERO, Rational.of(1n, 2n), Rational.ONE), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        classified(),
        asked,
        ({ network: live, data, lambda, isClassified }, { scope, layer, factor, idle, share }) => {
          const network = idle ? withNeuron(live, Rational.ZERO, idle) : live;
          const multipliers = lambda.map((value) => value.mul(factor));
          const listed = share && scope === 'local' ? concaveSlopes(network, data, share) : [];
          const gap = isClassified
            ? optimalityGap(scope, layer, network, data, multipliers, listed)
            : undefined;
          const ask = (relativeGap: string) =>
            answer({ kind: 'optimum', scope, layer, relativeGap }, data, networkJson(network), {
              multipliers: texts(multipliers),
              slopes: listed.map((pair) => ({ ...pair, slope: String(pair.slope) })),
            });
          const found = ask(gap ? String(gap) : '1000000');
          expect(found).toBe(!isClassified ? 'not-feasible' : gap ? 'accepted' : 'not-optimal');
          if (gap) expect(ask(below(gap))).toBe('not-optimal');
          seen.add(`${layer} ${found}`);
          if (listed.length > 0 && layer !== 'outputs') seen.add(`slopes ${found}`);
        },
      ),
      { numRuns: 160 },
    );
    for (const layer of ['all', 'weights', 'outputs']) expect(seen).toContain(`${layer} accepted`);
    expect(seen).toContain('all not-optimal');
    expect(seen).toContain('slopes accepted');
  });

  it('rests on a test of operator norms that agrees with the signs of all principal minors', () => {
    const entry = fc.integer({ min: -3, max: 3 });
    const rows = fc.array(fc.array(entry, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 8 }), (matrix, denominator) => {
        const exact = matrix.map((values) => values.map((v) => Rational.of(BigInt(v), BigInt(denominator))));
        const integers = matrix.map((values) => values.map(BigInt));
        expect(checked(integers, BigInt(denominator))).toBe(isContraction(exact));
      }),
      { numRuns: 400 },
    );
    // Rank one, of norm 1: one pivot is 0, and its row with it.
    expect(checked([[3n, 4n]], 5n)).toBe(true);
    const twice = [
      [1n, 0n],
      [1n, 0n],
    ];
    expect(checked(twice, 1n)).toBe(false);
    const longAndShort = [
      [2n, 0n],
      [1n, 0n],
    ];
    expect(checked(longAndShort, 2n)).toBe(false);
    expect(checked([[1n], [0n], [0n]], 1n)).toBe(true);
  });
});
