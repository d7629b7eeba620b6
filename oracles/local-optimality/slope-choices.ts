import { Rational } from '../../src/numbers/rational.ts';
import { type LocalView, pairKey, type Slopes, windowOf } from './piece.ts';

/** Kinks of neurons with weights but no output whose slopes are gone through, as a power of two. */
const MAX_PAIRS = 8;

/**
 * Slopes with which neurons of output 0 may turn on. One whose weights are 0 as well is free to take any direction: those in which it
 * pulls most, each found by ascent. One with weights has its kinks gone through.
 */
export function slopeChoices(view: LocalView, multipliers: readonly Rational[]): Slopes[] {
  const { network, free } = view;
  const silent = free.filter(({ neuron }) => network.neurons[neuron]!.output.sign() === 0);
  const isZero = (k: number) =>
    network.weights[network.neurons[k]!.weights]!.every((value) => value.sign() === 0);
  const turning = silent.filter(({ neuron }) => !isZero(neuron)).slice(0, MAX_PAIRS);
  const born = [...new Set(silent.map(({ neuron }) => neuron))].find(isZero);
  const births = born === undefined ? [[]] : birthSlopes(view, multipliers, born);
  return births.flatMap((birth) =>
    Array.from({ length: 2 ** turning.length }, (_, sides): Slopes => {
      const turned = turning.map((pair, index): [string, Rational] => [
        pairKey(pair),
        (sides >> index) & 1 ? Rational.ONE : network.slope,
      ]);
      return new Map([...birth, ...turned]);
    }),
  );
}

/**
 * Local maxima over unit w of ±Σ λ_i y_i φ(⟨w,x_i⟩), from ± every active point, by w ← u(w)/‖u(w)‖ (each step climbs, as the function is
 * the support function of the u's where it is convex), longest pull first. Returned as slopes of the neuron's free pairs.
 */
function birthSlopes(
  view: LocalView,
  multipliers: readonly Rational[],
  neuron: number,
): [string, Rational][][] {
  const { data, network, active } = view;
  const alpha = network.slope.toNumber();
  const points = active.map((i) => ({
    i,
    x: windowOf(view, neuron, i).map((value) => value.toNumber()),
    weight: multipliers[i]!.toNumber() * data.y[i]!,
  }));
  const found = new Map<string, { length: number; slopes: [string, Rational][] }>();
  const starts = points.flatMap(({ x }) => [x, x.map((value) => -value)]);
  for (const start of starts)
    for (const sign of [1, -1]) {
      let w = start;
      let positive = points.map(() => false);
      let length = 0;
      for (let round = 0; round < 2 * points.length; round++) {
        positive = points.map(({ x }) => inner(w, x) > 0);
        const u = w.map((_, j) =>
          points.reduce((sum, { x, weight }, p) => sum + weight * (positive[p] ? 1 : alpha) * x[j]!, 0),
        );
        length = Math.hypot(...u);
        w = u.map((value) => sign * value);
      }
      const slopes = points.map(({ i }, p): [string, Rational] => [
        pairKey({ neuron, point: i }),
        positive[p] ? Rational.ONE : network.slope,
      ]);
      found.set(positive.join(), { length, slopes });
    }
  return [...found.values()].sort((a, b) => b.length - a.length).map(({ slopes }) => slopes);
}

function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, j) => sum + value * b[j]!, 0);
}
