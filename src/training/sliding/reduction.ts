import type { SlidingFlowOptions } from './flow.ts';
import { kinkLines } from './lines.ts';
import { type SlidingProblem, squaredNorm } from './problem.ts';
import { SpanCoordinates } from './span-coordinates.ts';

/** A problem in coordinates of the span of the points. */
export interface Reduction {
  readonly problem: SlidingProblem;
  /** θ(0), with the output weights even where they are fixed. */
  readonly start: Float64Array;
  /** The square of the part of θ that is orthogonal to all points and never moves. */
  readonly restingSquare: number;
  /** The caller's parameters for scale·θ. */
  lift(theta: Float64Array, scale: number): Float64Array;
}

/** Sets up what the integrator works on. */
export function reduce(options: SlidingFlowOptions): Reduction {
  const { points, dimension, x, y, alpha, loss, start } = options;
  const trainsOutputs = options.layers !== 'hidden';
  const width = neurons(options);
  const hidden = width * dimension;
  const w = Float64Array.from({ length: hidden }, (_, j) => start[j]);
  const fixed = (k: number) => (k < options.width ? 1 : -1) / options.width;
  const a = Float64Array.from({ length: width }, (_, k) => (trainsOutputs ? start[hidden + k] : fixed(k)));
  const span = new SpanCoordinates(x, points, dimension);
  const isReduced = span.rank < dimension;
  const coordinates = isReduced ? span.coordinates(x, points) : x;
  const inner = isReduced ? span.coordinates(w, width) : w;
  const back = isReduced
    ? (values: Float64Array) => span.lift(values, width)
    : (values: Float64Array) => values;
  const resting = back(inner).map((value, j) => w[j] - value);
  const rank = isReduced ? span.rank : dimension;
  const norms = Float64Array.from({ length: points }, (_, i) =>
    Math.sqrt(squaredNorm(coordinates.subarray(i * rank, (i + 1) * rank))),
  );
  const problem: SlidingProblem = {
    points,
    dimension: rank,
    width,
    alpha,
    x: coordinates,
    y,
    norms,
    lines: kinkLines(coordinates, points, rank),
    loss,
    trainsOutputs,
  };
  const lift = (theta: Float64Array, scale: number): Float64Array => {
    const lifted = back(theta.subarray(0, width * rank)).map((value, j) => scale * value + resting[j]);
    const outputs = trainsOutputs ? theta.subarray(width * rank).map((value) => scale * value) : [];
    return Float64Array.from([...lifted, ...outputs]);
  };
  return { problem, start: Float64Array.from([...inner, ...a]), lift, restingSquare: squaredNorm(resting) };
}

/** Number of neurons of both signs. */
export function neurons({ width, layers }: SlidingFlowOptions): number {
  return layers === 'hidden' ? 2 * width : width;
}
