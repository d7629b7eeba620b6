import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { kernelOver } from '../../src/linalg/kernel.ts';
import { parseModel } from '../../src/models/parse.ts';
import { samplesOf } from '../../src/models/samples.ts';
import { float64 } from '../../src/numbers/float64.ts';
import { lossNamed } from '../../src/training/losses.ts';

/** log of n𝓛/ℓ(0) at the start of a run, in float64: negative once every point is classified correctly for good. */
export function startLogLoss({ model: spec, data, loss: name, start }: FlowCase): number {
  const kernel = kernelOver(float64);
  const samples = samplesOf(kernel, data);
  const network = parseModel(spec, samples.dimension).on(kernel, samples);
  network.evaluate(Float64Array.from(start, (value) => value.toNumber()));
  const margins = Array.from(network.margins);
  const least = Math.min(...margins);
  const weights = { p: kernel.vector(samples.points), r: kernel.vector(samples.points) };
  const loss = lossNamed(name);
  const gaps = kernel.vector(samples.points);
  margins.forEach((margin, i) => {
    gaps[i] = margin - least;
  });
  return loss.weigh(float64, least, gaps, weights) - least - loss.logAtZero;
}
