import type { Dataset, Label } from '../src/data/dataset.ts';
import { Rational } from '../src/numbers/rational.ts';
import type { Certificate } from './certificate.ts';
import { l2Margin } from './l2-margin.ts';

/** The best net of a single neuron: f(x) = sign · φ(⟨w,x⟩) has least margin 1 and ‖θ‖² = 2‖w‖ once balanced. */
export interface OneNeuronNet {
  readonly sign: Label;
  readonly w: readonly Rational[];
  /** Square of its normalised margin, 1/(4‖w‖²). */
  readonly marginSquared: Rational;
  /** That ‖w‖ is least: of kind "l2-margin", for the scaled rows. */
  readonly certificate: Certificate;
}

/**
 * The largest normalised margin of one leaky ReLU neuron with output weight of the given sign: a linear problem in
 * which the rows that the neuron must answer on its flat side are scaled by α. Undefined where no such neuron
 * separates the data.
 */
export function oneNeuronMargin(data: Dataset, alpha: Rational, sign: Label): OneNeuronNet | undefined {
  const scaled: Dataset = {
    name: data.name,
    x: data.x.map((row, i) => (data.y[i] === sign ? row : row.map((value) => value.mul(alpha)))),
    y: data.y.map((label) => (label * sign) as Label),
  };
  const linear = l2Margin(scaled);
  if (linear.status === 'infeasible') return undefined;
  const { w, certificate } = linear;
  return { sign, w, marginSquared: linear.marginSquared.div(Rational.of(4n)), certificate };
}
