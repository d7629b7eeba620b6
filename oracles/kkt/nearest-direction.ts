import type { FloatDataset } from '../../src/data/dataset.ts';
import { float64 } from '../../src/numbers/float64.ts';
import { patternParts } from './pattern.ts';
import type { PatternPoint } from './read-pattern.ts';
import type { PatternProblem } from './repair-pattern.ts';

/**
 * From a unit direction to the nearest KKT direction of a pattern. In group g those are all (w_k, a_k) = r_k·R·(u_g, 1)/√2 with
 * r ≥ 0, ‖r‖ = 1, R² = 2c_g/‖θ‖²; the nearest has r along the neurons' projections on (u_g, 1).
 */
export function distanceToPattern(
  { dimension, x, y }: FloatDataset,
  { alpha, gram }: PatternProblem,
  { pattern, values }: PatternPoint,
  direction: Float64Array,
): number {
  const { support, groups } = pattern;
  const own = support.map((i) => support.map((j) => gram[i]![j]!));
  const { weights } = patternParts(float64, alpha, own, pattern, values);
  const width = direction.length / (dimension + 1);
  const all = values.strengths.reduce((sum, strength) => sum + strength, 0);
  const alive = new Set(groups.flatMap(({ neurons }) => neurons));
  const neuron = (k: number) => [
    ...direction.subarray(k * dimension, (k + 1) * dimension),
    direction[width * dimension + k]!,
  ];
  const dead = Array.from({ length: width }, (_, k) => (alive.has(k) ? [] : neuron(k))).flat();
  const squares = groups.map(({ neurons, sign }, g) => {
    const axis = Array.from({ length: dimension }, (_, j) =>
      support.reduce((sum, i, index) => sum + weights[g]![index]! * y[i]! * x[i * dimension + j]!, 0),
    );
    const unit = [...axis, 1].map((value) => (sign * value) / Math.hypot(...axis, 1));
    const members = neurons.map((k) => {
      const parameters = neuron(k);
      const projection = Math.max(
        0,
        parameters.reduce((sum, value, j) => sum + value * unit[j]!, 0),
      );
      const across = Math.hypot(...parameters.map((value, j) => value - projection * unit[j]!));
      return { projection, across };
    });
    const along = Math.hypot(...members.map(({ projection }) => projection));
    return [along - Math.sqrt(values.strengths[g]! / all), ...members.map(({ across }) => across)];
  });
  return Math.hypot(...dead, ...squares.flat());
}
