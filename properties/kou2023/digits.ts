import { bundledDataset } from '../../src/data/bundled.ts';
import { type Dataset, type FloatDataset, toFloats } from '../../src/data/dataset.ts';
import { select } from '../../src/data/transforms.ts';
import type { Rational } from '../../src/numbers/rational.ts';
import { gaussianStart } from '../../src/training/start.ts';
import type { DescentSetting } from './descent-run.ts';

/** Images of the digits 0 (label 1) and 1 (label −1), maybe under noise, and the net to train on them. */
export interface DigitsCase {
  /** Positions in the bundled set: 0 to 19 are zeros, 20 to 39 ones. */
  readonly images: readonly number[];
  /** Places in `images` of those that are shown once more, at half the grey values and half the noise. */
  readonly faded: readonly number[];
  /** Standard deviation of Gaussian noise added to every pixel (grey values are from 0 to 1). */
  readonly noise: Rational;
  readonly alpha: Rational;
  readonly width: number;
  /** Of start and noise. */
  readonly seed: number;
}

/** Images of each digit. */
export const IMAGES = 20;

/** The start's standard deviation, as a part of η·max‖x_i‖/(nm). */
const START = 1e-4;

let bundled: Dataset | undefined;

/** The bundled images, read once. */
function digits(): Dataset {
  bundled ??= bundledDataset('mnist');
  return bundled;
}

/** The setting of a case, with η·max‖x_i‖² = m/2 and a start that leaves no point unseen. */
export function digitsSetting({ images, faded, noise, alpha, width, seed }: DigitsCase): DescentSetting {
  const clean = toFloats(select(digits(), images));
  const { points, dimension } = clean;
  const grain = gaussianStart(points * dimension, noise.toNumber(), seed);
  const noisy = { ...clean, x: clean.x.map((value, j) => value + grain[j]!) };
  const data = withFaded(noisy, faded);
  let most = 0;
  for (let i = 0; i < data.points; i++)
    most = Math.max(most, Math.hypot(...data.x.subarray(i * dimension, (i + 1) * dimension)) ** 2);
  const stepSize = width / (2 * most);
  const size = (START * stepSize * Math.sqrt(most)) / (data.points * width);
  return { data, width, alpha: alpha.toNumber(), stepSize, start: seenStart(data, width, size, seed + 1) };
}

function withFaded({ points, dimension, x, y }: FloatDataset, faded: readonly number[]): FloatDataset {
  const copies = faded.flatMap((i) =>
    Array.from(x.subarray(i * dimension, (i + 1) * dimension), (value) => value / 2),
  );
  return {
    points: points + faded.length,
    dimension,
    x: Float64Array.of(...x, ...copies),
    y: Float64Array.of(...y, ...faded.map((i) => y[i]!)),
  };
}

/** The first Gaussian start, from a seed on, that has a neuron of its own sign active on every point. */
function seenStart(data: FloatDataset, width: number, size: number, seed: number): Float64Array {
  const { points, dimension, x, y } = data;
  const start = gaussianStart(2 * width * dimension, size, seed);
  const active = (k: number, i: number) => {
    let z = 0;
    for (let j = 0; j < dimension; j++) z += start[k * dimension + j]! * x[i * dimension + j]!;
    return z > 0;
  };
  for (let i = 0; i < points; i++) {
    const first = y[i] === 1 ? 0 : width;
    let seen = false;
    for (let k = first; k < first + width && !seen; k++) seen = active(k, i);
    if (!seen) return seenStart(data, width, size, seed + 1);
  }
  return start;
}
