import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rational } from '../../../src/numbers/rational.ts';
import { changed, type Json, places } from './corruptions.ts';
import { classified, withNeuron } from './drawn-networks.ts';
import { answer, networkJson } from './network-certificate.ts';

/** The same number as a fraction that is not in lowest terms. */
const unreduced = (value: Json) => {
  const { num, den } = Rational.parse(value as string);
  return `${6n * num}/${6n * den}`;
};

describe('a better point of one layer', () => {
  it.each(['weights', 'outputs'] as const)(
    '%s: with the other held, however it is written, and not with any entry changed',
    (layer) => {
      const isHeld = ([part, , field]: readonly (string | number)[]) =>
        part === 'scales' ||
        (layer === 'weights' ? part === 'neurons' && field === 'output' : part === 'weights');
      fc.assert(
        fc.property(classified(Rational.ONE), ({ network, data, isClassified }) => {
          if (!isClassified) return;
          const withIdle = (value: Rational) =>
            layer === 'weights'
              ? withNeuron(network, value, Rational.ZERO)
              : withNeuron(network, Rational.ZERO, value);
          const solution = networkJson(withIdle(Rational.of(2n, 3n)));
          const better = networkJson(withIdle(Rational.ZERO)) as unknown as Json;
          const ask = (other: Json) =>
            answer({ kind: 'not-global-optimum', layer }, data, solution, { better: other });
          expect(ask(better)).toBe('accepted');
          // Windows of one input may be anywhere else: that is another architecture.
          const offsets = places(better).filter(({ path }) => path.at(-1) === 'offset');
          for (const { path } of network.weights[0]!.length === 1 ? offsets : [])
            expect(ask(changed(better, path, (offset) => 1 - Number(offset)))).toBe('wrong-value');
          const held = places(better).filter(({ path, value }) => isHeld(path) && typeof value === 'string');
          expect(held.length).toBeGreaterThan(2);
          for (const { path } of held) {
            expect(ask(changed(better, path, unreduced))).toBe('accepted');
            const more = (value: Json) => String(Rational.parse(value as string).add(Rational.of(1n, 9n)));
            expect(ask(changed(better, path, more))).toBe('wrong-value');
          }
        }),
        { numRuns: 25 },
      );
    },
  );
});
