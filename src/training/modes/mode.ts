import { fill, type Kernel, type Vector } from '../../linalg/kernel.ts';
import type { ActivationPattern, Kinks, Network } from '../../models/model.ts';
import { type KinkBlock, kinkBlocks } from './kink-planes.ts';

/** The side of a kink plane that θ is on; 0 while it slides along the plane. */
export type Side = -1 | 0 | 1;

/** Directions this close to the span of others are taken to lie in it. */
const DEPENDENT = 1e-9;

/**
 * A mode of the flow: a side for every kink plane. With the sides given, the margins are smooth, and the flow is their
 * gradient flow in the subspace along the planes that θ slides on. (Which slope a sliding kink has does not matter there:
 * it acts across the subspace only.) Changes of sides take effect with `settle`.
 */
export class Mode<T> implements ActivationPattern<T> {
  readonly blocks: readonly KinkBlock<T>[];
  /** By plane, block after block. */
  readonly sides: Int8Array;
  readonly slopes: Vector<T>;
  /** 1 for the points that no neuron sees, so that their margins do not move in this mode. */
  readonly dead: Uint8Array;
  readonly #kernel: Kernel<T>;
  readonly #alpha: T;
  /** The orthonormal normals of the planes that θ slides on, each with where its block begins. */
  slidingNormals: readonly { readonly at: number; readonly normal: Vector<T> }[] = [];

  constructor(network: Network<T>, kinks: Kinks<T>) {
    const { kernel, preActivations } = network;
    this.#kernel = kernel;
    this.#alpha = kernel.field.fromNumber(kinks.alpha);
    this.blocks = kinkBlocks(network, kinks);
    this.sides = new Int8Array(this.blocks.reduce((sum, { planes }) => sum + planes.length, 0));
    this.slopes = kernel.vector(preActivations.length);
    this.dead = new Uint8Array(network.samples.points);
  }

  get isSliding(): boolean {
    return this.slidingNormals.length > 0;
  }

  /** ⟨normal, θ⟩ of every plane, from the network's pre-activations. */
  readPositions(preActivations: Vector<T>, out: Float64Array): void {
    for (const { first, planes } of this.blocks)
      for (const [h, { members }] of planes.entries()) {
        const { argument, length } = members[0]!;
        out[first + h] = this.#kernel.field.toNumber(preActivations[argument]!) / length;
      }
  }

  /** Makes the slopes and the subspace those of `sides`. */
  settle(): void {
    const { one, zero, compare } = this.#kernel.field;
    fill(this.slopes, this.#alpha);
    this.dead.fill(1);
    this.slidingNormals = this.blocks.flatMap(({ at, first, planes }) => {
      const basis: Vector<T>[] = [];
      for (const [h, { normal, members }] of planes.entries()) {
        const side = this.sides[first + h]!;
        for (const { argument, length } of members) {
          const slope = side === 0 ? zero : side * length > 0 ? one : this.#alpha;
          this.slopes[argument] = slope;
          if (compare(slope, zero) > 0) this.dead[argument % this.dead.length] = 0;
        }
        if (side === 0) this.#extend(basis, normal);
      }
      return basis.map((normal) => ({ at, normal }));
    });
  }

  project(v: Vector<T>, from = 0): void {
    const kernel = this.#kernel;
    for (const { at, normal } of this.slidingNormals) {
      const along = kernel.dot(normal.length, normal, 0, v, from + at);
      kernel.addScaled(normal.length, kernel.field.neg(along), normal, 0, v, from + at);
    }
  }

  /** Adds the direction of a normal to an orthonormal basis, unless it depends on it. */
  #extend(basis: Vector<T>[], normal: Vector<T>): void {
    const kernel = this.#kernel;
    const { neg, div, sqrt, one, toNumber } = kernel.field;
    const size = normal.length;
    const rest = kernel.vector(size);
    kernel.addScaled(size, one, normal, 0, rest, 0);
    // Twice: the second pass removes what rounding left of the first.
    for (let pass = 0; pass < 2; pass++)
      for (const other of basis)
        kernel.addScaled(size, neg(kernel.dot(size, other, 0, rest, 0)), other, 0, rest, 0);
    const norm = sqrt(kernel.dot(size, rest, 0, rest, 0));
    if (toNumber(norm) < DEPENDENT) return;
    kernel.scale(size, div(one, norm), rest, 0, rest, 0);
    basis.push(rest);
  }
}
