import type { Kernel, Vector } from '../../linalg/kernel.ts';
import type {
  Curvature,
  Invariants,
  Kinks,
  Model,
  Network,
  Samples,
  ShiftedCurvature,
} from '../../models/model.ts';
import type { Mode } from './mode.ts';

/**
 * A network with kinks, seen in one mode: its slopes fixed, its parameters confined to the subspace of the mode. So it is
 * smooth, and its gradients and curvature are the projections of the network's. θ and directions given to it lie in the
 * subspace.
 */
export class PatternNetwork<T> implements Network<T> {
  readonly model: Model;
  readonly kernel: Kernel<T>;
  readonly samples: Samples<T>;
  readonly margins: Vector<T>;
  readonly preActivations: Vector<T>;
  readonly kinks: Kinks<T>;
  readonly #network: Network<T>;
  readonly #mode: Mode<T>;
  readonly #work: Vector<T>;

  constructor(network: Network<T>, kinks: Kinks<T>, mode: Mode<T>) {
    this.model = network.model;
    this.kernel = network.kernel;
    this.samples = network.samples;
    this.margins = network.margins;
    this.preActivations = network.preActivations;
    this.kinks = kinks;
    this.#network = network;
    this.#mode = mode;
    this.#work = network.kernel.vector(network.model.parameterCount);
    kinks.follow(mode);
  }

  evaluate(theta: Vector<T>): void {
    this.#network.evaluate(theta);
  }

  gradient(point: number, out: Vector<T>, at: number): void {
    this.#network.gradient(point, out, at);
    this.#mode.project(out, at);
  }

  gradientSum(weights: Vector<T>, out: Vector<T>): void {
    this.#network.gradientSum(weights, out);
    this.#mode.project(out);
  }

  directional(direction: Vector<T>, out: Vector<T>): void {
    this.#network.directional(direction, out);
  }

  curvature(weights: Vector<T>): Curvature<T> {
    const curvature = this.#network.curvature(weights);
    if (!this.#mode.isSliding) return curvature;
    const times = (v: Vector<T>, out: Vector<T>) => {
      for (let j = 0; j < v.length; j++) this.#work[j] = v[j]!;
      this.#mode.project(this.#work);
      curvature.times(this.#work, out);
      this.#mode.project(out);
    };
    const { shifted } = curvature;
    return shifted ? { times, shifted: new ProjectedShift(this, this.#mode, shifted) } : { times };
  }

  invariants(): Invariants<T> {
    return this.#network.invariants();
  }
}

/**
 * βI − τPBP, from a model that already projects its B: it is β across the subspace, so what its Gram matrix has too much
 * is G QQᵀ Gᵀ/β for an orthonormal basis Q of the complement.
 */
class ProjectedShift<T> implements ShiftedCurvature<T> {
  readonly #network: Network<T>;
  readonly #mode: Mode<T>;
  readonly #shifted: ShiftedCurvature<T>;
  #beta: T;

  constructor(network: Network<T>, mode: Mode<T>, shifted: ShiftedCurvature<T>) {
    this.#network = network;
    this.#mode = mode;
    this.#shifted = shifted;
    this.#beta = network.kernel.field.one;
  }

  prepare(beta: T, tau: T): boolean {
    this.#beta = beta;
    return this.#shifted.prepare(beta, tau);
  }

  solve(v: Vector<T>): void {
    this.#shifted.solve(v);
  }

  gram(out: Vector<T>): void {
    const { kernel, samples, model } = this.#network;
    const { field } = kernel;
    const n = samples.points;
    this.#shifted.gram(out);
    const direction = kernel.vector(model.parameterCount);
    const along = kernel.vector(n);
    for (const { at, normal } of this.#mode.slidingNormals) {
      for (let j = 0; j < normal.length; j++) direction[at + j] = normal[j]!;
      this.#network.directional(direction, along);
      for (let i = 0; i < n; i++)
        kernel.addScaled(n, field.neg(field.div(along[i]!, this.#beta)), along, 0, out, i * n);
      for (let j = 0; j < normal.length; j++) direction[at + j] = field.zero;
    }
  }
}
