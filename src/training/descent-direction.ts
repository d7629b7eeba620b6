import type { Dataset, FloatDataset } from '../data/dataset.ts';
import { float64Kernel } from '../linalg/float64.ts';
import type { Model } from '../models/model.ts';
import { samplesOf } from '../models/samples.ts';
import { float64 } from '../numbers/float64.ts';
import { type LossName, lossNamed } from './losses.ts';

/** −∇ log 𝓛 at θ in float64, length model.parameterCount: the direction in which a flow starts. */
export function descentDirection(
  model: Model,
  data: Dataset | FloatDataset,
  loss: LossName,
  theta: ArrayLike<number>,
): Float64Array {
  const samples = samplesOf(float64Kernel, data);
  const network = model.on(float64Kernel, samples);
  network.evaluate(Float64Array.from(theta));
  const margins = Float64Array.from({ length: samples.points }, (_, i) => network.margins[i]!);
  const least = Math.min(...margins);
  const p = new Float64Array(samples.points);
  const r = new Float64Array(samples.points);
  lossNamed(loss).weigh(
    float64,
    least,
    margins.map((margin) => margin - least),
    { p, r },
  );
  const direction = new Float64Array(model.parameterCount);
  network.gradientSum(p, direction);
  return direction;
}
