/** Time of one step of the flow as n, m and d grow, against n²m + nmd. How to run it: bench/README.md. */
import type { FloatDataset } from '../src/data/dataset.ts';
import { parseModel } from '../src/models/parse.ts';
import { flow } from '../src/training/flow.ts';
import { gaussianStart } from '../src/training/start.ts';

/** Rows e_i + small noise with alternating labels: nearly orthogonal, as kou2023 asks for. */
function nearlyOrthogonal(points: number, dimension: number): FloatDataset {
  const x = gaussianStart(points * dimension, 0.02 / Math.sqrt(dimension), 1);
  for (let i = 0; i < points; i++) x[i * dimension + i] = x[i * dimension + i]! + 1;
  return { points, dimension, x, y: Float64Array.from({ length: points }, (_, i) => (i % 2 ? 1 : -1)) };
}

interface Size {
  readonly points: number;
  readonly dimension: number;
  /** Neurons of each sign. */
  readonly width: number;
}

const SIZES: readonly Size[] = [
  { points: 10, dimension: 250, width: 10 },
  { points: 20, dimension: 250, width: 10 },
  { points: 40, dimension: 250, width: 10 },
  { points: 20, dimension: 250, width: 20 },
  { points: 20, dimension: 250, width: 40 },
  { points: 20, dimension: 500, width: 20 },
  { points: 20, dimension: 1000, width: 20 },
];

/** Microseconds a step, and the run's seconds, on the way to log10 loss −10⁶. */
function measure({ points, dimension, width }: Size) {
  const model = parseModel(`two-layer-fixed:${width}:0.1`, dimension);
  const data = nearlyOrthogonal(points, dimension);
  const start = gaussianStart(model.parameterCount, 1e-5, 2);
  const begin = process.cpuUsage().user;
  const { reason, steps } = flow({ model, data, loss: 'logistic', start, until: -1e6, tolerance: 1e-4 });
  const micros = process.cpuUsage().user - begin;
  return { reason: reason.kind, perStep: micros / (steps.accepted + steps.rejected), seconds: micros / 1e6 };
}

measure(SIZES[0]!);
console.log('| n | d | m | ends | seconds | µs a step | ns a unit of n²m + nmd |');
console.log('|---:|---:|---:|---|---:|---:|---:|');
for (const size of SIZES) {
  const { points, dimension, width } = size;
  const { reason, perStep, seconds } = measure(size);
  const neurons = 2 * width;
  const work = points ** 2 * neurons + points * neurons * dimension;
  console.log(
    `| ${points} | ${dimension} | ${neurons} | ${reason} | ${seconds.toFixed(2)} | ${perStep.toFixed(0)} | ${((1000 * perStep) / work).toFixed(1)} |`,
  );
}
