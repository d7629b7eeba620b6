import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isContraction as checked } from '../../../oracles/checker/semidefinite.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { answer, networkJson, texts } from './network-certificate.ts';
import {
  costs,
  type Data,
  diagonalCost,
  diagonalMargins,
  diagonalResidual,
  type Factors,
  isContraction,
  kktResidual,
  least,
  margins,
  type Network,
  optimalityGap,
  preActivation,
  total,
} from './second-network-checker.ts';

const DIMENSION = 2;
const fraction = fc
  .tuple(fc.integer({ min: -4, max: 4 }), fc.constantFrom(1n, 2n, 3n, 5n))
  .map(([num, den]) => Rational.of(BigInt(num), den));
const positive = fraction.map((value) => value.abs().add(Rational.of(1n, 7n)));
const row = fc.tuple(fraction, fraction);
const list = <T>(entry: fc.Arbitrary<T>, length: number) =>
  fc.array(entry, { minLength: length, maxLength: length });

/** Networks of windows that share weight vectors, or of whole inputs. */
const networks: fc.Arbitrary<Network> = fc
  .record({ window: fc.constantFrom(1, DIMENSION), vectors: fc.integer({ min: 1, max: 2 }) })
  .chain(({ window, vectors }) =>
    fc.record({
      slope: fc.constantFrom(Rational.ZERO, Rational.of(1n, 3n), Rational.ONE),
      weights: list(list(fraction, window), vectors),
      scales: list(positive, vectors),
      neurons: fc.array(
        fc.record({
          weights: fc.nat(vectors - 1),
          offset: fc.nat(DIMENSION - window),
          output: fraction,
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  );

/** Labels are those that the network gives, so that margins are at least 0. */
function labelled(x: Data['x'], outputs: readonly Rational[]): Data {
  return { x, y: outputs.map((output) => (output.sign() < 0 ? -1 : 1)) };
}

const inputs = fc.array(row, { minLength: 1, maxLength: 3 });
const allPlus = (x: Data['x']): Data => ({ x, y: x.map(() => 1) });

/** A network that classifies its data, at a given least margin where one is given. */
function classified(level?: Rational) {
  return fc
    .record({ network: networks, x: inputs, multipliers: list(positive, 3) })
    .map(({ network, x, multipliers }) => {
      const data = labelled(x, margins(network, allPlus(x)));
      const reached = least(margins(network, data));
      const factor = level && reached.sign() > 0 ? level.div(reached) : Rational.ONE;
      const neurons = network.neurons.map((neuron) => ({ ...neuron, output: neuron.output.mul(factor) }));
      // Not all points are in the support.
      const lambda = x.map((_, i) => (i === 2 ? Rational.ZERO : multipliers[i]!));
      return { network: { ...network, neurons }, data, lambda, isClassified: reached.sign() > 0 };
    });
}

const TINY = Rational.fromDecimal('1e-40');
const below = (value: Rational) => String(value.sub(TINY));

describe('a kkt certificate of any network', () => {
  it('is accepted with the residuals that a second checker finds, and with no smaller ones', () => {
    const kinkShare = fc.constantFrom(Rational.ZERO, Rational.of(1n, 2n), Rational.ONE);
    fc.assert(
      fc.property(
        classified(Rational.ONE),
        list(list(kinkShare, 3), 3),
        ({ network, data, lambda, isClassified }, shares) => {
          const onKinks = shares.map((own) =>
            own.map((share) => network.slope.add(share.mul(Rational.ONE.sub(network.slope)))),
          );
          const slopes = network.neurons.flatMap((neuron, k) =>
            data.x.flatMap((x, i) =>
              preActivation(network, neuron, x).sign() === 0
                ? [{ point: i, neuron: k, slope: String(onKinks[k]![i]!) }]
                : [],
            ),
          );
          const { epsilonSquared, delta } = kktResidual(network, data, lambda, onKinks);
          const ask = (epsilon: string, d: string) =>
            answer({ kind: 'kkt', epsilonSquared: epsilon, delta: d }, data, networkJson(network), {
              multipliers: texts(lambda),
              slopes,
            });
          const exact = [String(epsilonSquared), String(delta)] as const;
          if (!isClassified) {
            expect(ask(...exact)).toBe('not-feasible');
            return;
          }
          expect(ask(...exact)).toBe('accepted');
          expect(ask(below(epsilonSquared), exact[1])).toBe('not-stationary');
          expect(ask(exact[0], below(delta))).toBe('not-complementary');
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the gap of an optimum', () => {
  it('is the one that a second checker finds by all activation patterns, and no smaller one', () => {
    const seen = new Set<string>();
    const asked = fc.record({
      scope: fc.constantFrom('local' as const, 'global' as const),
      layer: fc.constantFrom('all' as const, 'weights' as const, 'outputs' as const),
      // Small multipliers, for which neurons are not pulled by more than 1.
      factor: fc.constantFrom(Rational.ONE, Rational.of(1n, 10n)),
    });
    fc.assert(
      fc.property(
        classified(),
        asked,
        ({ network, data, lambda, isClassified }, { scope, layer, factor }) => {
          const multipliers = lambda.map((value) => value.mul(factor));
          const gap = isClassified ? optimalityGap(scope, layer, network, data, multipliers) : undefined;
          const ask = (relativeGap: string) =>
            answer({ kind: 'optimum', scope, layer, relativeGap }, data, networkJson(network), {
              multipliers: texts(multipliers),
              slopes: [],
            });
          const found = ask(gap ? String(gap) : '1000000');
          expect(found).toBe(!isClassified ? 'not-feasible' : gap ? 'accepted' : 'not-optimal');
          if (gap) expect(ask(below(gap))).toBe('not-optimal');
          seen.add(`${layer} ${found}`);
        },
      ),
      { numRuns: 80 },
    );
    for (const layer of ['all', 'weights', 'outputs']) expect(seen).toContain(`${layer} accepted`);
    expect(seen).toContain('all not-optimal');
  });

  it('rests on a test of operator norms that agrees with the signs of all principal minors', () => {
    const entry = fc.integer({ min: -3, max: 3 });
    const rows = fc.array(fc.array(entry, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 5 }), (matrix, denominator) => {
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
    expect(checked([[1n], [0n], [0n]], 1n)).toBe(true);
  });
});

describe('a better point of any network', () => {
  it('is one exactly where a second checker finds margins as large at a lower cost', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        classified(),
        positive,
        positive,
        ({ network, data, isClassified }, byWeights, byOutputs) => {
          const better: Network = {
            ...network,
            weights: network.weights.map((vector) => vector.map((value) => value.mul(byWeights))),
            neurons: network.neurons.map((neuron) => ({ ...neuron, output: neuron.output.mul(byOutputs) })),
          };
          const claim = { kind: 'not-global-optimum', layer: 'all' };
          const found = answer(claim, data, networkJson(network), { better: networkJson(better) });
          const cost = (net: Network) => total(Object.values(costs(net)));
          const isFeasible = least(margins(better, data)).compare(least(margins(network, data))) >= 0;
          const isCheaper = cost(better).compare(cost(network)) < 0;
          const expected =
            !isClassified || !isFeasible ? 'not-feasible' : isCheaper ? 'accepted' : 'not-optimal';
          expect(found).toBe(expected);
          seen.add(found);
        },
      ),
      { numRuns: 150 },
    );
    expect([...seen].sort()).toEqual(['accepted', 'not-feasible', 'not-optimal']);
  });
});

describe('a curve of any network', () => {
  it('leads down exactly where, a little way along it, no margin has fallen and the cost has', () => {
    const seen = new Set<string>();
    const t = Rational.fromDecimal('1e-12');
    fc.assert(
      fc.property(
        classified(),
        list(row, 2),
        list(fraction, 3),
        ({ network, data, isClassified }, moves, turns) => {
          const path = (start: Rational, slope: Rational) => start.add(slope.mul(t));
          const along: Network = {
            ...network,
            weights: network.weights.map((vector, s) => vector.map((value, j) => path(value, moves[s]![j]!))),
            neurons: network.neurons.map((neuron, k) => ({
              ...neuron,
              output: path(neuron.output, turns[k]!),
            })),
          };
          const found = answer({ kind: 'not-local-optimum', layer: 'all' }, data, networkJson(network), {
            weights: network.weights.map((vector, s) => vector.map((_, j) => [String(moves[s]![j])])),
            outputs: network.neurons.map((_, k) => [String(turns[k])]),
          });
          const cost = (net: Network) => total(Object.values(costs(net)));
          const isFeasible = least(margins(along, data)).compare(least(margins(network, data))) >= 0;
          const falls = cost(along).compare(cost(network)) < 0;
          expect(found).toBe(
            !isClassified || !isFeasible ? 'not-feasible' : falls ? 'accepted' : 'not-optimal',
          );
          seen.add(found);
        },
      ),
      { numRuns: 200 },
    );
    expect([...seen].sort()).toEqual(['accepted', 'not-feasible', 'not-optimal']);
  });
});

describe('what changes nothing', () => {
  it('is no better point and no way down: the cost must fall', () => {
    fc.assert(
      fc.property(classified(), ({ network, data, isClassified }) => {
        const expected = isClassified ? 'not-optimal' : 'not-feasible';
        const itself = { better: networkJson(network) };
        const stay = {
          weights: network.weights.map((v) => v.map(() => [])),
          outputs: network.neurons.map(() => []),
        };
        const of = (kind: string, derivation: object) =>
          answer({ kind, layer: 'all' }, data, networkJson(network), derivation);
        expect(of('not-global-optimum', itself)).toBe(expected);
        expect(of('not-local-optimum', stay)).toBe(expected);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a certificate of any diagonal network', () => {
  const cases = fc
    .record({ factors: fc.array(row, { minLength: 1, maxLength: 3 }), x: inputs, lambda: list(positive, 3) })
    .map(({ factors, x, lambda }) => ({
      factors,
      data: labelled(x, diagonalMargins(factors, allPlus(x))),
      lambda: lambda.slice(0, x.length),
    }));
  const json = (factors: Factors) => ({ factors: factors.map(texts) });

  it('has the residuals that a second checker finds, and no smaller ones', () => {
    fc.assert(
      fc.property(cases, ({ factors, data, lambda }) => {
        const { epsilonSquared, delta } = diagonalResidual(factors, data, lambda);
        const ask = (epsilon: string, d: string) =>
          answer({ kind: 'diagonal-kkt', epsilonSquared: epsilon, delta: d }, data, json(factors), {
            multipliers: texts(lambda),
          });
        const exact = [String(epsilonSquared), String(delta)] as const;
        if (least(diagonalMargins(factors, data)).sign() <= 0) {
          expect(ask(...exact)).toBe('not-feasible');
          return;
        }
        expect(ask(...exact)).toBe('accepted');
        expect(ask(below(epsilonSquared), exact[1])).toBe('not-stationary');
        expect(ask(exact[0], below(delta))).toBe('not-complementary');
      }),
      { numRuns: 60 },
    );
  });

  it('names a better point exactly where a second checker finds one', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(cases, row, fc.boolean(), ({ factors, data }, other, isFirst) => {
        const better = factors.map((layer, l) =>
          l > 0 || !isFirst ? layer.map((value, j) => value.mul(other[j]!.abs())) : layer,
        );
        const level = least(diagonalMargins(factors, data));
        const found = answer({ kind: 'diagonal-not-global-optimum' }, data, json(factors), {
          better: json(better),
        });
        const isFeasible = level.sign() > 0 && least(diagonalMargins(better, data)).compare(level) >= 0;
        const isCheaper = diagonalCost(better).compare(diagonalCost(factors)) < 0;
        expect(found).toBe(!isFeasible ? 'not-feasible' : isCheaper ? 'accepted' : 'not-optimal');
        seen.add(found);
      }),
      { numRuns: 200 },
    );
    expect(seen).toContain('not-optimal');
  });
});
