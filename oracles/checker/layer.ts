/** What a local or global optimum is one of: all parameters, or one layer with the other held. */
import { Rational } from '../../src/numbers/rational.ts';
import type { HiddenLayer } from './hidden-layer.ts';
import { dot } from './points.ts';
import type { Entry } from './reading.ts';

export type Layer = 'all' | 'weights' | 'outputs';

export function readLayer(place: Entry): Layer {
  const layer = place.text();
  if (layer !== 'all' && layer !== 'weights' && layer !== 'outputs')
    place.reject('out-of-range', 'expected "all", "weights" or "outputs"');
  return layer;
}

/** ‖θ‖² of the layer: Σ ‖v_s‖²/ρ_s over weight vectors and Σ ρ output² over neurons. */
export function normSquared({ weights, outputs, scales, neurons }: HiddenLayer, layer: Layer): Rational {
  const scale = (s: number) => Rational.of(scales.numerators[s]!, scales.denominator);
  const ofWeights = weights.rows.map((row, s) =>
    Rational.of(dot(row, row), weights.denominator ** 2n).div(scale(s)),
  );
  const ofOutputs = outputs.numerators.map((output, k) =>
    Rational.of(output * output, outputs.denominator ** 2n).mul(scale(neurons[k]!.weights)),
  );
  const terms =
    layer === 'weights' ? ofWeights : layer === 'outputs' ? ofOutputs : [...ofWeights, ...ofOutputs];
  return terms.reduce((sum, term) => sum.add(term), Rational.ZERO);
}
