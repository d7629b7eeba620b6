import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rational } from '../../../src/numbers/rational.ts';
import { below, classified, fraction, list, positive, row } from './drawn-networks.ts';
import { answer, networkJson, texts } from './network-certificate.ts';
import {
  costs,
  kktResidual,
  least,
  margins,
  type Network,
  preActivation,
  total,
} from './second-network-checker.ts';

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
