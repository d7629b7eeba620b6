/** Kind "strict-local-optimum": second-order sufficiency at an exact KKT point. See FORMAT.md. */
import { Rational } from '../../src/numbers/rational.ts';
import { type HiddenLayer, margins, preActivations, readHiddenLayer } from './hidden-layer.ts';
import { type Points, readPoints } from './points.ts';
import type { Check, Entry } from './reading.ts';

/** Most parameters: elimination is cubic, on numbers that grow. */
const MAX_PARAMETERS = 48;

type Row = Rational[];

export const checkStrictOptimum: Check = ({ claim, data, solution, derivation }) => {
  claim.fields('kind');
  const points = readPoints(data);
  const network = readHiddenLayer(solution, points.x[0]!.length);
  const { multipliers } = derivation.fields('multipliers');
  const lambda = multipliers.list(points.y.length, points.y.length).map((entry) => {
    const { num, den } = entry.multiplier();
    return Rational.of(num, den);
  });
  const starts = weightStarts(network);
  if (starts.at(-1)! + network.neurons.length > MAX_PARAMETERS)
    solution.reject('too-large', `expected at most ${MAX_PARAMETERS} parameters`);

  const z = preActivations(network, points);
  const { numerators } = margins(network, points, z);
  let level = numerators[0]!;
  for (const margin of numerators) if (margin < level) level = margin;
  if (level <= 0n) solution.reject('not-feasible', 'expected a positive margin at every point');
  numerators.forEach((margin, i) => {
    if (margin > level && lambda[i]!.sign() !== 0)
      multipliers.reject(
        'not-complementary',
        `expected multiplier 0 at point ${i}, whose margin is not least`,
      );
    const onKink = !network.slope.equals(Rational.ONE) && z.some((row) => row[i] === 0n);
    if (margin === level && onKink)
      solution.reject('not-on-kink', `expected no neuron to vanish at point ${i}`);
  });

  const supported = [...lambda.keys()].filter((i) => lambda[i]!.sign() !== 0);
  const gradients = supported.map((i) => gradient(network, points, z, i, starts));
  requireStationary(
    network,
    gradients,
    supported.map((i) => lambda[i]!),
    solution,
  );
  const form = lagrangian(network, points, z, lambda, starts);
  if (!isPositiveOnNullSpace(form, gradients))
    derivation.reject('not-optimal', 'expected the second variation to be positive where the margins stay');
};

/** Where each weight vector starts in a row of parameters, and, last, the outputs. */
function weightStarts({ weights }: HiddenLayer): number[] {
  const starts = [0];
  for (const row of weights.rows) starts.push(starts.at(-1)! + row.length);
  return starts;
}

/** y_iσ_ki. */
function signedSlope({ slope }: HiddenLayer, points: Points, argument: bigint, i: number): Rational {
  const value = argument > 0n ? Rational.ONE : slope;
  return points.y[i] === 1n ? value : value.neg();
}

/** ∂q_i in the parameters (v, output). */
function gradient(
  network: HiddenLayer,
  points: Points,
  z: readonly (readonly bigint[])[],
  i: number,
  starts: readonly number[],
): Row {
  const { weights, outputs, neurons } = network;
  const row: Row = new Array<Rational>(starts.at(-1)! + neurons.length).fill(Rational.ZERO);
  neurons.forEach(({ weights: s, offset }, k) => {
    const slope = signedSlope(network, points, z[k]![i]!, i);
    row[starts.at(-1)! + k] = slope.mul(Rational.of(z[k]![i]!, weights.denominator * points.denominator));
    const factor = slope.mul(Rational.of(outputs.numerators[k]!, outputs.denominator * points.denominator));
    weights.rows[s]!.forEach((_, j) => {
      const at = starts[s]! + j;
      row[at] = row[at]!.add(factor.mul(Rational.of(points.x[i]![offset + j]!)));
    });
  });
  return row;
}

/** 1/ρ for weights, ρ for outputs. */
function metric({ weights, scales, neurons }: HiddenLayer): Row {
  const scale = (s: number) => Rational.of(scales.numerators[s]!, scales.denominator);
  return [
    ...weights.rows.flatMap((row, s) => row.map(() => Rational.ONE.div(scale(s)))),
    ...neurons.map(({ weights: s }) => scale(s)),
  ];
}

function requireStationary(network: HiddenLayer, gradients: Row[], lambda: Row, place: Entry): void {
  const { weights, outputs } = network;
  const parameters = [
    ...weights.rows.flat().map((value) => Rational.of(value, weights.denominator)),
    ...outputs.numerators.map((value) => Rational.of(value, outputs.denominator)),
  ];
  metric(network).forEach((scale, at) => {
    const pull = gradients.reduce((sum, row, index) => sum.add(lambda[index]!.mul(row[at]!)), Rational.ZERO);
    if (!pull.equals(scale.mul(parameters[at]!)))
      place.reject('not-stationary', `expected the weighted gradients to sum to parameter ${at}`);
  });
}

/** The matrix of ‖d‖² − Σ λ_i dᵀ(∂²q_i)d: the metric, and −Σ λ_i y_iσ_ki x_i between an output and its weights. */
function lagrangian(
  network: HiddenLayer,
  points: Points,
  z: readonly (readonly bigint[])[],
  lambda: readonly Rational[],
  starts: readonly number[],
): Row[] {
  const diagonal = metric(network);
  const form = diagonal.map((value, a) => diagonal.map((_, b) => (a === b ? value : Rational.ZERO)));
  network.neurons.forEach(({ weights: s, offset }, k) => {
    const output = starts.at(-1)! + k;
    network.weights.rows[s]!.forEach((_, j) => {
      const pull = lambda.reduce((sum, value, i) => {
        const slope = signedSlope(network, points, z[k]![i]!, i);
        return sum.add(value.mul(slope).mul(Rational.of(points.x[i]![offset + j]!, points.denominator)));
      }, Rational.ZERO);
      form[output]![starts[s]! + j] = pull.neg();
      form[starts[s]! + j]![output] = pull.neg();
    });
  });
  return form;
}

/** Whether dᵀ·form·d > 0 for all d ≠ 0 with ⟨row, d⟩ = 0 for every row: the rows eliminate variables one by one. */
function isPositiveOnNullSpace(form: Row[], rows: readonly Row[]): boolean {
  let quadratic = form;
  let linear = rows.map((row) => [...row]);
  for (;;) {
    const row = linear[0];
    if (!row) return isPositiveDefinite(quadratic);
    const pivot = row.findIndex((value) => value.sign() !== 0);
    linear = linear.slice(1);
    if (pivot < 0) continue;
    // d_pivot = Σ ratio_j d_j over the others.
    const ratio = row.map((value) => value.neg().div(row[pivot]!));
    const others = [...row.keys()].filter((at) => at !== pivot);
    linear = linear.map((other) => others.map((j) => other[j]!.add(other[pivot]!.mul(ratio[j]!))));
    const [current, corner] = [quadratic, quadratic[pivot]![pivot]!];
    quadratic = others.map((a) =>
      others.map((b) =>
        current[a]![b]!.add(ratio[a]!.mul(current[pivot]![b]!))
          .add(current[a]![pivot]!.mul(ratio[b]!))
          .add(corner.mul(ratio[a]!).mul(ratio[b]!)),
      ),
    );
  }
}

function isPositiveDefinite(matrix: Row[]): boolean {
  const rows = matrix.map((row) => [...row]);
  return rows.every((row, k) => {
    const pivot = row[k]!;
    if (pivot.sign() <= 0) return false;
    for (let i = k + 1; i < rows.length; i++) {
      const factor = rows[i]![k]!.div(pivot);
      for (let j = k + 1; j < rows.length; j++) rows[i]![j] = rows[i]![j]!.sub(factor.mul(row[j]!));
    }
    return true;
  });
}
