import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { ExactHiddenLayer } from './certify.ts';
import type { HiddenLayer } from './hidden-layer.ts';

/** A pair (point, neuron) whose pre-activation is meant to be exactly 0. */
export interface KinkedPair {
  readonly point: number;
  readonly neuron: number;
}

/**
 * The exact network nearest to one in float64 on which the given pairs really vanish: every weight vector is
 * read exactly and projected, in rationals, on the orthogonal complement of the windows it is meant to be blind to.
 * The slope is read as the decimal that prints it (0.1 is 1/10), as in data files.
 */
export function rationalise(
  data: Dataset,
  { slope, weights, neurons }: HiddenLayer<number>,
  kinks: readonly KinkedPair[],
): ExactHiddenLayer {
  return {
    slope: Rational.fromDecimal(String(slope)),
    weights: weights.map((vector, s) => {
      const blind = kinks
        .filter(({ neuron }) => neurons[neuron]!.weights === s)
        .map(({ point, neuron }) => {
          const { offset } = neurons[neuron]!;
          return data.x[point]!.slice(offset, offset + vector.length);
        });
      return projectOff(vector.map(Rational.fromDouble), blind);
    }),
    scales: weights.map(() => Rational.ONE),
    neurons: neurons.map((neuron) => ({ ...neuron, output: Rational.fromDouble(neuron.output) })),
  };
}

/** The exact orthogonal projection of `vector` off the span of `directions` (Gram–Schmidt without roots). */
export function projectOff(
  vector: readonly Rational[],
  directions: readonly (readonly Rational[])[],
): Rational[] {
  const basis: Rational[][] = [];
  for (const direction of directions) {
    const rest = basis.reduce((remaining, b) => without(remaining, b), [...direction]);
    if (rest.some((value) => value.sign() !== 0)) basis.push(rest);
  }
  return basis.reduce((remaining, b) => without(remaining, b), [...vector]);
}

function without(vector: Rational[], direction: readonly Rational[]): Rational[] {
  const factor = innerProduct(vector, direction).div(innerProduct(direction, direction));
  return vector.map((value, j) => value.sub(factor.mul(direction[j]!)));
}
