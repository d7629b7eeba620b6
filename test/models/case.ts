import fc from 'fast-check';
import { kernelOver, type Vector } from '../../src/linalg/kernel.ts';
import type { Network, Samples } from '../../src/models/model.ts';
import { parseModel } from '../../src/models/parse.ts';
import { type DoubleDouble, doubleDouble } from '../../src/numbers/double-double.ts';

export const dd = kernelOver(doubleDouble);
export const real = doubleDouble.fromNumber;
export const toNumber = doubleDouble.toNumber;

/** A SPEC of every model, for data of dimension 4. */
export const SPECS = [
  'linear',
  'deep-linear:3x2',
  'deep-linear:2x4',
  'deep-linear:3,2',
  'diagonal:2',
  'diagonal:3',
  'diagonal-pm:2',
  'diagonal-pm:3',
  'diagonal-relu',
  'convolution:2',
  'convolution-relu:2',
  'two-layer:3:0.25',
  'two-layer:2:0',
  'two-layer-fixed:2:0.5',
] as const;

/** Doubles, read in any arithmetic. */
export interface ModelCase {
  readonly spec: string;
  readonly points: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly theta: readonly number[];
  readonly direction: readonly number[];
  readonly weights: readonly number[];
}

const DIMENSION = 4;
const grid = fc.integer({ min: -128, max: 128 }).map((k) => k / 64);
const label = fc.constantFrom(1, -1);

function modelCases(spec: string): fc.Arbitrary<ModelCase> {
  const { parameterCount } = parseModel(spec, DIMENSION);
  const exactly = <T>(entry: fc.Arbitrary<T>, length: number) =>
    fc.array(entry, { minLength: length, maxLength: length });
  return fc.integer({ min: 1, max: 5 }).chain((points) =>
    fc.record({
      spec: fc.constant(spec),
      points: fc.constant(points),
      x: exactly(grid, points * DIMENSION),
      y: exactly(label, points),
      theta: exactly(grid, parameterCount),
      direction: exactly(grid, parameterCount),
      weights: exactly(grid, points),
    }),
  );
}

/** The case's network in double-double, not yet evaluated. */
export function networkOf(drawn: ModelCase): Network<DoubleDouble> {
  const samples: Samples<DoubleDouble> = {
    points: drawn.points,
    dimension: DIMENSION,
    x: drawn.x.map(real),
    y: drawn.y.map(real),
  };
  return parseModel(drawn.spec, DIMENSION).on(dd, samples);
}

/** Cases away from kinks: pre-activations are products of grid values, so they are 0 or well away from it. */
export function smoothCases(spec: string): fc.Arbitrary<ModelCase> {
  return modelCases(spec).filter((drawn) => {
    const network = networkOf(drawn);
    network.evaluate(drawn.theta.map(real));
    return Array.from(network.preActivations, toNumber).every((z) => z !== 0);
  });
}

/** Largest |a_i − b_i| over 1 + the largest |b_i|. */
export function distance(a: Vector<DoubleDouble>, b: Vector<DoubleDouble>): number {
  let difference = 0;
  let size = 1;
  for (let i = 0; i < b.length; i++) {
    difference = Math.max(difference, Math.abs(toNumber(doubleDouble.sub(a[i]!, b[i]!))));
    size = Math.max(size, Math.abs(toNumber(b[i]!)));
  }
  return difference / size;
}
