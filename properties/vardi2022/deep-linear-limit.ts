import type { Certificate } from '../../oracles/certificate.ts';
import { l2Margin } from '../../oracles/l2-margin.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { parseModel } from '../../src/models/parse.ts';
import type { WeightShape } from '../../src/models/weights.ts';
import type { Rational } from '../../src/numbers/rational.ts';
import type { Limit } from './cell.ts';

/** The limits of a deep linear net: all layers of rank 1 and equal norm, product along ŵ, hidden directions free. */
export interface DeepLinearLimit extends Limit {
  /** ŵ: the least separator of margin 1. */
  readonly separator: readonly Rational[];
  /** L. */
  readonly depth: number;
}

/**
 * The limit of a deep linear net whose loss goes to 0.
 *
 * KKT gives W_{l+1}ᵀW_{l+1} = W_l W_lᵀ, hence rank 1 and equal norms, and a product along ŵ. That these are global optima is ‖θ‖² = Σ‖W_l‖² ≥
 * L(Π‖W_l‖)^{2/L} ≥ L‖w‖^{2/L} ≥ L‖ŵ‖^{2/L} for every net of product w and margin 1, with equality there; the last step is what the ℓ2 certificate proves.
 */
export function deepLinearLimit(flow: FlowCase): DeepLinearLimit | string {
  const separator = l2Margin(flow.data);
  if (separator.status !== 'optimal') return 'the data is not separable';
  const { weights, degree } = parseModel(flow.model, flow.data.x[0]!.length);
  const exact = separator.w.map((value) => value.toNumber());
  const length = Math.hypot(...exact);
  const unit = exact.map((value) => value / length);
  const certificates: Certificate[] = [separator.certificate];
  return {
    flow,
    separator: separator.w,
    depth: degree,
    certificates,
    // What the conserved W_{l+1}ᵀW_{l+1} − W_l W_lᵀ holds back, against ‖θ‖ ∝ log(1/𝓛)^{1/L}.
    rate: -1 / degree,
    distance: (direction) => distanceToRankOne(weights, unit, direction),
  };
}

/**
 * From a unit direction (W_1, …, W_L) to (v_1ŵᵀ, v_2v_1ᵀ, …, v_{L−1}ᵀ)/√L, with the unit vectors v_l that the layers themselves make of ŵ one after another:
 * at most a constant factor above the distance to the nearest such net.
 */
function distanceToRankOne(
  shapes: readonly WeightShape[],
  unit: readonly number[],
  direction: Float64Array,
): number {
  // The output of the last layer has to be positive.
  const vectors = [unit, ...hiddenDirections(shapes, unit, direction), [1]];
  const size = 1 / Math.sqrt(shapes.length);
  const target = shapes.flatMap((_, l) =>
    vectors[l + 1]!.flatMap((output) => vectors[l]!.map((input) => size * output * input)),
  );
  return Math.hypot(...target.map((value, j) => value - direction[j]!));
}

/** The unit vectors v_1, …, v_{L−1} that the layers make of ŵ one after another. */
export function hiddenDirections(
  shapes: readonly WeightShape[],
  unit: readonly number[],
  direction: Float64Array,
): number[][] {
  let at = 0;
  let input = [...unit];
  return shapes.slice(0, -1).map(({ rows, columns }) => {
    const start = at;
    at += rows * columns;
    input = normalised(
      Array.from({ length: rows }, (_, r) =>
        dot([...direction.subarray(start + r * columns, start + (r + 1) * columns)], input),
      ),
    );
    return input;
  });
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, j) => sum + value * b[j]!, 0);

function normalised(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
