import { describe, expect, it } from 'vitest';
import type { FloatDataset } from '../../src/data/dataset.ts';
import { flow } from '../../src/training/flow.ts';
import { twoLayerFlow } from '../../src/training/sliding/two-layer-flow.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import { RUNS, type Run, runOf } from './runs.ts';

interface Shape {
  /** Neurons of a two-layer net. */
  readonly width: number;
  readonly dimension: number;
  readonly degree: number;
}

/** A change of data and parameters that the flow commutes with: the run of what is changed is the run, changed. */
interface Symmetry {
  readonly name: string;
  /** The specs of the models that have it. */
  readonly models: RegExp;
  readonly data: (data: FloatDataset, shape: Shape) => FloatDataset;
  readonly parameters: (theta: Float64Array, shape: Shape) => Float64Array<ArrayBuffer>;
  /** What log-loss time is multiplied by; default 1. */
  readonly time?: number;
}

const times = (factor: number) => (values: Float64Array) => values.map((value) => factor * value);
const join = (...parts: readonly Float64Array[]) => Float64Array.from(parts.flatMap((part) => [...part]));
const reversedRows = (rows: Float64Array, length: number) =>
  rows.map((_, at) => rows[rows.length - length - at + 2 * (at % length)]!);
/** Each row in reverse, with signs that alternate. */
const mirroredRows = (rows: Float64Array, length: number) =>
  rows.map((_, at) => rows[at - 2 * (at % length) + length - 1]! * (-1) ** (at % length));

/** A change of the input weights and of the output weights of a two-layer net; of those that are trained. */
const byLayer =
  (
    hidden: (w: Float64Array, shape: Shape) => Float64Array,
    outputs: (a: Float64Array) => Float64Array = (a) => a,
  ) =>
  (theta: Float64Array, shape: Shape) => {
    const size = shape.width * shape.dimension;
    return join(hidden(theta.slice(0, size), shape), outputs(theta.slice(size)));
  };

/** A power of two, so that nothing is rounded. */
const UNIT = 8;

const SYMMETRIES: readonly Symmetry[] = [
  {
    name: 'another unit of length',
    models: /./,
    data: (data, { degree }) => ({ ...data, x: times(UNIT ** degree)(data.x) }),
    parameters: times(1 / UNIT),
    time: UNIT ** -2,
  },
  {
    name: 'points negated with their labels',
    models: /^(linear|deep-linear|diagonal|diagonal-pm|convolution)(:|$)/,
    data: (data) => ({ ...data, x: times(-1)(data.x), y: times(-1)(data.y) }),
    parameters: (theta) => theta.slice(),
  },
  {
    name: 'points negated with the input weights',
    models: /^two-layer/,
    data: (data) => ({ ...data, x: times(-1)(data.x) }),
    parameters: byLayer(times(-1)),
  },
  {
    name: 'labels negated with the output weights',
    models: /^two-layer:/,
    data: (data) => ({ ...data, y: times(-1)(data.y) }),
    parameters: byLayer((w) => w, times(-1)),
  },
  {
    name: 'every point twice',
    models: /./,
    data: ({ points, x, y, ...rest }) => ({ ...rest, points: 2 * points, x: join(x, x), y: join(y, y) }),
    parameters: (theta) => theta.slice(),
  },
  {
    name: 'points in reverse',
    models: /./,
    data: (data) => ({ ...data, x: reversedRows(data.x, data.dimension), y: data.y.toReversed() }),
    parameters: (theta) => theta.slice(),
  },
  {
    name: 'neurons in reverse',
    models: /^two-layer:/,
    data: (data) => data,
    parameters: byLayer(
      (w, { dimension }) => reversedRows(w, dimension),
      (a) => a.toReversed(),
    ),
  },
  {
    name: 'coordinates in reverse, every other one negated',
    models: /^(linear|two-layer)/,
    data: (data) => ({ ...data, x: mirroredRows(data.x, data.dimension) }),
    parameters: byLayer((w, { dimension }) => mirroredRows(w, dimension)),
  },
];

type Train = (options: ReturnType<typeof runOf>) => Trajectory;

function checkSymmetry(train: Train, drawn: Run, { data, parameters, time = 1 }: Symmetry): void {
  const run = runOf(drawn);
  const { degree, dimension, parameterCount } = run.model;
  const width = Math.floor(
    parameterCount / (run.model.spec.startsWith('two-layer:') ? dimension + 1 : dimension),
  );
  const shape = { width, dimension, degree };
  const plain = train(run);
  const changed = train({ ...run, data: data(run.data, shape), start: parameters(run.start, shape) });
  expect(changed.reason.kind).toBe(plain.reason.kind);
  expect(changed.events).toEqual(plain.events);
  expect(Math.abs(changed.steps.accepted / plain.steps.accepted - 1)).toBeLessThan(0.05);
  expect(changed.final.time / plain.final.time / time).toBeCloseTo(1, 9);
  const expected = parameters(plain.parameters, shape);
  const size = Math.hypot(...expected);
  for (const [j, value] of changed.parameters.entries())
    expect(value / size).toBeCloseTo(expected[j]! / size, 6);
}

describe.each(SYMMETRIES)('$name', (symmetry) => {
  const runs = RUNS.filter(({ spec }) => symmetry.models.test(spec));

  it.each(runs)('leave the flow as it is: $spec, seed $seed', (run) => checkSymmetry(flow, run, symmetry));

  it.each(runs.filter(({ spec }) => /^two-layer/.test(spec)))(
    'leave the sliding flow as it is: $spec, seed $seed',
    (run) => checkSymmetry((options) => twoLayerFlow(options)!, run, symmetry),
  );
});
