import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import { type Dataset, toFloats } from '../../../src/data/dataset.ts';
import {
  nearlyOrthogonal,
  nearOrthogonality,
  orthogonalDraws,
} from '../../../src/generators/nearly-orthogonal.ts';
import { gaussianStart } from '../../../src/training/start.ts';
import { type DescentRun, runOf } from '../descent-run.ts';

/** What a run of an exhibit is made of. */
export interface Sample {
  readonly points: number;
  readonly dimension: number;
  readonly width: number;
  readonly alpha: number;
  /** C, met closely. */
  readonly factor: number;
  /** η·max‖x‖²/m. Default 1/2. */
  readonly step?: number;
  /** σ as a part of ηR/(nm). Default 1e-3. */
  readonly start?: number;
}

/** C for the exhibits where the slope is not the subject. */
export function usualFactor(alpha: number): number {
  return alpha === 0 ? 5 : Math.max(5, 2 / alpha);
}

/** A Gaussian start on nearly orthogonal data of one size. */
export function sampleRun(sample: Sample, seed: number, index: number): DescentRun {
  const { points, dimension, factor } = sample;
  const size = { points: [points, points], spare: [dimension - points, dimension - points] } as const;
  const label = `${points}×${dimension}`;
  const draw = drawCase(orthogonalDraws(size), caseSeed(seed, label, index));
  return startOn(
    nearlyOrthogonal(draw, () => factor),
    sample,
    caseSeed(seed, `${label} start`, index),
  );
}

/** A Gaussian start on any data. */
export function startOn(
  data: Dataset,
  { width, alpha, step = 0.5, start = 1e-3 }: Pick<Sample, 'width' | 'alpha' | 'step' | 'start'>,
  seed: number,
): DescentRun {
  const floats = toFloats(data);
  const most = nearOrthogonality(data).most.toNumber();
  const stepSize = (step * width) / most;
  const deviation = (start * 0.5) / (floats.points * Math.sqrt(most));
  return runOf({
    data: floats,
    width,
    alpha,
    stepSize,
    start: gaussianStart(2 * width * floats.dimension, deviation, seed >>> 0),
  });
}

/** Numbers of steps spaced by the same factor, from 1 to `last`. */
export function spacedSteps(last: number, each = 4): number[] {
  const count = Math.ceil(each * Math.log10(last));
  const marks = Array.from({ length: count + 1 }, (_, k) =>
    Math.round(10 ** ((k / count) * Math.log10(last))),
  );
  return [...new Set(marks)];
}
