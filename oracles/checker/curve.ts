/** Kind "not-local-optimum": a polynomial curve of feasible parameters along which the cost falls. See FORMAT.md. */
import { type HiddenLayer, readHiddenLayer } from './hidden-layer.ts';
import { type Layer, readLayer } from './layer.ts';
import { type Points, readPoints, toScaled } from './points.ts';
import { MAX_DEGREE, minus, type Polynomial, plus, signNearZero, times } from './polynomial.ts';
import type { Check, Entry, Fraction } from './reading.ts';

export const checkCurve: Check = ({ claim, data, solution, derivation }) => {
  const { layer } = claim.fields('kind', 'layer');
  const points = readPoints(data);
  const network = readHiddenLayer(solution, points.x[0]!.length);
  const curve = readCurve(derivation, network, readLayer(layer));
  const paths = margins(network, curve, points);
  let level = paths[0]![0]!;
  for (const path of paths) if (path[0]! < level) level = path[0]!;
  if (level <= 0n) solution.reject('not-feasible', 'expected a positive margin at every point');
  paths.forEach((path, i) => {
    if (signNearZero(minus(path, [level])) < 0)
      derivation.reject('not-feasible', `expected the margin of point ${i} not to fall below the least one`);
  });
  const cost = normSquared(network, curve, solution);
  if (signNearZero(minus(cost, [cost[0]!])) >= 0)
    derivation.reject('not-optimal', 'expected the cost to fall along the curve');
};

/** Every parameter as a polynomial: all weights over one denominator, and all outputs over another. */
interface Curve {
  readonly weights: readonly (readonly Polynomial[])[];
  readonly weightDenominator: bigint;
  readonly outputs: readonly Polynomial[];
  readonly outputDenominator: bigint;
}

/** Reads the coefficients of t¹, t², … of every parameter; the layer that is held has none. */
function readCurve(place: Entry, network: HiddenLayer, layer: Layer): Curve {
  const { weights, outputs } = place.fields('weights', 'outputs');
  const { rows, denominator } = network.weights;
  const coefficients = (entry: Entry, held: boolean): Fraction[] =>
    entry.list(0, held ? 0 : MAX_DEGREE).map((coefficient) => coefficient.fraction());
  const weightPaths = weights.list(rows.length, rows.length).map((vector, s) => {
    const length = rows[s]!.length;
    return vector
      .list(length, length)
      .map((entry, j) => [
        { num: rows[s]![j]!, den: denominator },
        ...coefficients(entry, layer === 'outputs'),
      ]);
  });
  const count = network.neurons.length;
  const outputPaths = outputs
    .list(count, count)
    .map((entry, k) => [
      { num: network.outputs.numerators[k]!, den: network.outputs.denominator },
      ...coefficients(entry, layer === 'weights'),
    ]);
  const scaledWeights = toScaled(weightPaths.flat(2), weights);
  const scaledOutputs = toScaled(outputPaths.flat(), outputs);
  const weightNumerators = scaledWeights.numerators.values();
  const outputNumerators = scaledOutputs.numerators.values();
  return {
    weights: weightPaths.map((vector) =>
      vector.map((path) => path.map(() => weightNumerators.next().value!)),
    ),
    weightDenominator: scaledWeights.denominator,
    outputs: outputPaths.map((path) => path.map(() => outputNumerators.next().value!)),
    outputDenominator: scaledOutputs.denominator,
  };
}

/** q_i(t) for small t > 0, all over one denominator; the slope of a neuron is that of its sign just after 0. */
function margins({ slope, neurons }: HiddenLayer, { weights, outputs }: Curve, points: Points): Polynomial[] {
  return points.y.map((label, i) =>
    neurons.reduce<Polynomial>((sum, { weights: s, offset }, k) => {
      const argument = weights[s]!.reduce<Polynomial>(
        (z, path, j) => plus(z, times([points.x[i]![offset + j]!], path)),
        [],
      );
      const factor = label * (signNearZero(argument) > 0 ? slope.den : slope.num);
      return plus(sum, times([factor], times(outputs[k]!, argument)));
    }, []),
  );
}

/** ‖θ(t)‖² = Σ ‖v_s‖²/ρ_s + Σ ρ output², times a positive constant. */
function normSquared({ scales, neurons }: HiddenLayer, curve: Curve, place: Entry): Polynomial {
  const inverses = toScaled(
    scales.numerators.map((scale) => ({ num: scales.denominator, den: scale })),
    place,
  );
  const weightUnit = curve.outputDenominator ** 2n * scales.denominator;
  const outputUnit = curve.weightDenominator ** 2n * inverses.denominator;
  const ofWeights = curve.weights.flatMap((vector, s) =>
    vector.map((path) => times([weightUnit * inverses.numerators[s]!], times(path, path))),
  );
  const ofOutputs = curve.outputs.map((path, k) =>
    times([outputUnit * scales.numerators[neurons[k]!.weights]!], times(path, path)),
  );
  return [...ofWeights, ...ofOutputs].reduce(plus, []);
}
