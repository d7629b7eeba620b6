import type { Dataset, FloatDataset } from '../data/dataset.ts';
import { fill, type Kernel, kernelOver, toDoubles, type Vector } from '../linalg/kernel.ts';
import { samplesOf } from '../models/samples.ts';
import { type Precision, withArithmetic } from '../numbers/arithmetic.ts';
import { UnfitRun } from './run-options.ts';

/** Descent with a fixed step on the logistic loss of the net of `models/two-layer-fixed`. */
export interface SpanDescentOptions {
  readonly data: Dataset | FloatDataset;
  /** m: neurons of each sign. */
  readonly width: number;
  /** Slope of the negative side, from 0 (ReLU) to 1. */
  readonly alpha: number;
  /** θ(0) = (w_{+,1}, …, w_{+,m}, w_{−,1}, …, w_{−,m}), length 2·m·d. */
  readonly start: Float64Array;
  /** η > 0. */
  readonly stepSize: number;
  /** The numbers of steps after which states are recorded, increasing. */
  readonly marks: readonly number[];
  /** Default 'double'. */
  readonly precision?: Precision;
}

/** The net after some steps. Matrices over neurons and points are neuron-major: [k·n + i]. */
export interface SpanState {
  readonly step: number;
  /** 𝓛 = (1/n) Σ log(1 + e^{−q_i}). */
  readonly loss: number;
  /** q_i, length n. */
  readonly margins: Float64Array;
  /** ⟨w_k, x_i⟩, 2m × n. */
  readonly preActivations: Float64Array;
  /** c_ki in w_k = w_k(0) + Σ_i c_ki x_i, 2m × n. */
  readonly coefficients: Float64Array;
  /** The last step that moved some ⟨w_k, x_i⟩ across a kink; 0 if none did. */
  readonly lastCrossing: number;
}

/**
 * The states of gradient descent at the marks. Every step adds multiples of the x_i to every w_k, so the inner products
 * ⟨w_k, x_i⟩ and ⟨x_i, x_l⟩ are all that has to be known: 2m·n² multiplications a step in any dimension, and the same
 * iterates as `descend` up to rounding.
 * @throws UnfitRun naming the option, what was expected and what was found.
 */
export function spanDescent(options: SpanDescentOptions): SpanState[] {
  check(options);
  return withArithmetic(options.precision ?? 'double', (field) => run(kernelOver(field), options));
}

/** W(t) of a recorded state, row-major 2m × d. */
export function weightsInSpan(
  start: Float64Array,
  { coefficients }: SpanState,
  { points, dimension, x }: FloatDataset,
): Float64Array {
  const weights = start.slice();
  for (let k = 0; k * dimension < weights.length; k++)
    for (let i = 0; i < points; i++)
      for (let j = 0; j < dimension; j++)
        weights[k * dimension + j] += coefficients[k * points + i]! * x[i * dimension + j]!;
  return weights;
}

function run<T>(kernel: Kernel<T>, options: SpanDescentOptions): SpanState[] {
  const descent = new SpanDescent(kernel, options);
  return options.marks.map((mark) => {
    while (descent.steps < mark) descent.step();
    return descent.state();
  });
}

class SpanDescent<T> {
  steps = 0;
  #lastCrossing = 0;
  readonly #kernel: Kernel<T>;
  readonly #points: number;
  readonly #neurons: number;
  readonly #y: Vector<T>;
  /** ⟨x_i, x_l⟩. */
  readonly #gram: Vector<T>;
  /** ±1/m a neuron. */
  readonly #outer: T[];
  readonly #alpha: T;
  /** η/n. */
  readonly #rate: T;
  readonly #z: Vector<T>;
  readonly #coefficients: Vector<T>;
  readonly #margins: Vector<T>;
  #slopes: Vector<T>;
  #formerSlopes: Vector<T>;
  /** (η/n) y_i/(1 + e^{q_i}). */
  readonly #pulls: Vector<T>;
  readonly #increments: Vector<T>;
  readonly #moves: Vector<T>;

  constructor(kernel: Kernel<T>, { data, width, alpha, start, stepSize }: SpanDescentOptions) {
    const { field } = kernel;
    const { points, dimension, x, y } = samplesOf(kernel, data);
    const neurons = 2 * width;
    this.#kernel = kernel;
    this.#points = points;
    this.#neurons = neurons;
    this.#y = y;
    this.#gram = kernel.vector(points * points);
    kernel.multiplyTransposed(points, dimension, points, x, x, this.#gram);
    const size = field.div(field.one, field.fromNumber(width));
    this.#outer = Array.from({ length: neurons }, (_, k) => (k < width ? size : field.neg(size)));
    this.#alpha = field.fromNumber(alpha);
    this.#rate = field.div(field.fromNumber(stepSize), field.fromNumber(points));
    const matrix = () => kernel.vector(neurons * points);
    [this.#z, this.#coefficients, this.#slopes, this.#formerSlopes] = [
      matrix(),
      matrix(),
      matrix(),
      matrix(),
    ];
    [this.#increments, this.#moves] = [matrix(), matrix()];
    [this.#margins, this.#pulls] = [kernel.vector(points), kernel.vector(points)];
    const weights = kernel.vector(start.length);
    for (let j = 0; j < start.length; j++) weights[j] = field.fromNumber(start[j]!);
    kernel.multiplyTransposed(neurons, dimension, points, weights, x, this.#z);
    kernel.leakySlopes(this.#alpha, this.#z, this.#slopes);
    this.#computeMargins();
  }

  step(): void {
    const kernel = this.#kernel;
    const { add, div, exp, mul, one } = kernel.field;
    const [n, pulls, increments] = [this.#points, this.#pulls, this.#increments];
    for (let i = 0; i < n; i++) {
      const pull = div(mul(this.#rate, this.#y[i]!), add(one, exp(this.#margins[i]!)));
      pulls[i] = pull;
    }
    for (let k = 0; k < this.#neurons; k++) {
      kernel.multiplyEntries(n, pulls, 0, this.#slopes, k * n, increments, k * n);
      kernel.scale(n, this.#outer[k]!, increments, k * n, increments, k * n);
    }
    kernel.multiplyTransposed(this.#neurons, n, n, increments, this.#gram, this.#moves);
    const size = increments.length;
    kernel.addScaled(size, one, increments, 0, this.#coefficients, 0);
    kernel.addScaled(size, one, this.#moves, 0, this.#z, 0);
    this.steps++;
    [this.#slopes, this.#formerSlopes] = [this.#formerSlopes, this.#slopes];
    kernel.leakySlopes(this.#alpha, this.#z, this.#slopes);
    for (let at = 0; at < size; at++)
      if (this.#slopes[at] !== this.#formerSlopes[at]) this.#lastCrossing = this.steps;
    this.#computeMargins();
  }

  #computeMargins(): void {
    const [kernel, n, hidden, margins] = [this.#kernel, this.#points, this.#moves, this.#margins];
    kernel.multiplyEntries(hidden.length, this.#slopes, 0, this.#z, 0, hidden, 0);
    fill(margins, kernel.field.zero);
    for (let k = 0; k < this.#neurons; k++) kernel.addScaled(n, this.#outer[k]!, hidden, k * n, margins, 0);
    kernel.multiplyEntries(n, this.#y, 0, margins, 0, margins, 0);
  }

  state(): SpanState {
    const doubles = (values: Vector<T>) => toDoubles(this.#kernel, values);
    const margins = doubles(this.#margins);
    return {
      step: this.steps,
      loss: margins.reduce((sum, q) => sum + Math.log1p(Math.exp(-q)), 0) / this.#points,
      margins,
      preActivations: doubles(this.#z),
      coefficients: doubles(this.#coefficients),
      lastCrossing: this.#lastCrossing,
    };
  }
}

function check({ data, width, start, stepSize, marks }: SpanDescentOptions): void {
  const dimension = 'name' in data ? data.x[0]!.length : data.dimension;
  if (start.length !== 2 * width * dimension)
    throw new UnfitRun(
      `expected a start of ${2 * width * dimension} parameters for width ${width}, found ${start.length}`,
    );
  if (!(stepSize > 0 && Number.isFinite(stepSize)))
    throw new UnfitRun(`expected a positive step size, found ${stepSize}`);
  const unordered = marks.findIndex((mark, i) => !Number.isInteger(mark) || mark < (marks[i - 1] ?? 0));
  if (unordered >= 0)
    throw new UnfitRun(
      `expected increasing numbers of steps as marks, found ${marks[unordered]} at ${unordered}`,
    );
}
