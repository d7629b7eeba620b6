import type { Dataset } from '../../../src/data/dataset.ts';
import { float64Kernel } from '../../../src/linalg/float64.ts';
import type { Model } from '../../../src/models/model.ts';
import { samplesOf } from '../../../src/models/samples.ts';
import { OrthogonalFactor } from '../orthogonal-factor.ts';
import { slowestExponent } from '../slowest-mode.ts';
import type { SmoothPattern, SmoothValues } from './kkt-system.ts';

/** H = Σ λ_i ∂²q_i at a KKT point, as a function, and the gradients of the support vectors. */
function linearised(data: Dataset, model: Model, { support }: SmoothPattern, values: SmoothValues<number>) {
  const network = model.on(float64Kernel, samplesOf(float64Kernel, data));
  network.evaluate(Float64Array.from(values.theta));
  const weights = new Float64Array(data.x.length);
  support.forEach((i, index) => {
    weights[i] = values.multipliers[index]!;
  });
  const curvature = network.curvature(weights);
  const times = (v: Float64Array): Float64Array => {
    const image = new Float64Array(v.length);
    curvature.times(v, image);
    return image;
  };
  const gradients = support.map((i) => {
    const gradient = new Float64Array(model.parameterCount);
    network.gradient(i, gradient, 0);
    return gradient;
  });
  return { times, gradients };
}

/** How parts that are 0 at a KKT point of the live ones behave there, in the log-loss time in which live parts grow at 1. */
export interface DeadParts {
  /** The rate at which a part would grow. */
  readonly growth: (part: readonly number[]) => number;
  /** |Σ λ_i ∇q_i| on a part: where it is not 0, the part cannot stay 0, and the point is none of KKT. */
  readonly push: (part: readonly number[]) => number;
}

export function deadParts(
  data: Dataset,
  model: Model,
  pattern: SmoothPattern,
  values: SmoothValues<number>,
): DeadParts {
  const { times, gradients } = linearised(data, model, pattern, values);
  const pushOn = (j: number) =>
    gradients.reduce((sum, gradient, index) => sum + values.multipliers[index]! * gradient[j]!, 0);
  return {
    growth: (part) =>
      Math.max(
        ...part.map((j) => {
          const image = times(new Float64Array(model.parameterCount).fill(1, j, j + 1));
          return part.length === 1 ? image[j]! : Math.hypot(...part.map((k) => image[k]!));
        }),
      ),
    push: (part) => Math.hypot(...part.map(pushOn)),
  };
}

/** The exponent r of distance ∝ log(1/loss)^r near a KKT point of a model that is smooth there; see `slowestExponent`. */
export function smoothExponent(
  data: Dataset,
  model: Model,
  pattern: SmoothPattern,
  values: SmoothValues<number>,
): number {
  const { times, gradients } = linearised(data, model, pattern, values);
  const constraints = new OrthogonalFactor();
  for (const gradient of gradients) constraints.append(gradient, 1e-9);
  const size = model.parameterCount;
  const bound = Math.max(
    ...Array.from({ length: size }, (_, j) =>
      times(new Float64Array(size).fill(1, j, j + 1)).reduce((sum, value) => sum + Math.abs(value), 0),
    ),
  );
  return slowestExponent({ size, degree: model.degree, times, bound, constraints });
}
