/** Kind "not-global-optimum": feasible parameters of a lower cost, anywhere. See FORMAT.md. */
import { Rational } from '../../src/numbers/rational.ts';
import { type HiddenLayer, margins, preActivations, readHiddenLayer } from './hidden-layer.ts';
import { type Layer, normSquared, readLayer } from './layer.ts';
import { type Points, readPoints } from './points.ts';
import type { Check, Entry } from './reading.ts';

export const checkBetterPoint: Check = ({ claim, data, solution, derivation }) => {
  const { layer } = claim.fields('kind', 'layer');
  const part = readLayer(layer);
  const points = readPoints(data);
  const network = readHiddenLayer(solution, points.x[0]!.length);
  const { better } = derivation.fields('better');
  const other = readHiddenLayer(better, points.x[0]!.length);
  requireSameShape(network, other, part, better);
  const level = leastMargin(network, points);
  if (level.sign() <= 0) solution.reject('not-feasible', 'expected a positive margin at every point');
  if (leastMargin(other, points).compare(level) < 0)
    better.reject('not-feasible', 'expected no margin below the least one of the solution');
  if (normSquared(other, part).compare(normSquared(network, part)) >= 0)
    better.reject('not-optimal', 'expected a lower cost than that of the solution');
};

/** The same architecture and, where one layer is meant, the same parameters in the other. */
function requireSameShape(a: HiddenLayer, b: HiddenLayer, layer: Layer, place: Entry): void {
  const same =
    a.slope.equals(b.slope) &&
    a.weights.rows.length === b.weights.rows.length &&
    a.weights.rows.every((row, s) => row.length === b.weights.rows[s]!.length) &&
    a.neurons.length === b.neurons.length &&
    a.neurons.every((neuron, k) => {
      const other = b.neurons[k]!;
      return neuron.weights === other.weights && neuron.offset === other.offset;
    });
  if (!same) place.reject('wrong-value', 'expected the architecture of the solution');
  const sameFractions = (u: bigint, uOver: bigint, v: bigint, vOver: bigint) => u * vOver === v * uOver;
  const scalesHeld = a.scales.numerators.every((scale, s) =>
    sameFractions(scale, a.scales.denominator, b.scales.numerators[s]!, b.scales.denominator),
  );
  const outputsHeld = a.outputs.numerators.every((output, k) =>
    sameFractions(output, a.outputs.denominator, b.outputs.numerators[k]!, b.outputs.denominator),
  );
  const weightsHeld = a.weights.rows.every((row, s) =>
    row.every((value, j) =>
      sameFractions(value, a.weights.denominator, b.weights.rows[s]![j]!, b.weights.denominator),
    ),
  );
  if (layer === 'weights' && !(scalesHeld && outputsHeld))
    place.reject('wrong-value', 'expected the outputs and scales of the solution');
  if (layer === 'outputs' && !(scalesHeld && weightsHeld))
    place.reject('wrong-value', 'expected the weights and scales of the solution');
}

function leastMargin(network: HiddenLayer, points: Points): Rational {
  const { numerators, denominator } = margins(network, points, preActivations(network, points));
  let least = numerators[0]!;
  for (const margin of numerators) if (margin < least) least = margin;
  return Rational.of(least, denominator);
}
