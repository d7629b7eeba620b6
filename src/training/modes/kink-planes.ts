import type { Kernel, Vector } from '../../linalg/kernel.ts';
import type { Kinks, Network } from '../../models/model.ts';

/** A pre-activation that is zero on a plane: z = length·⟨normal, θ⟩. */
interface Member {
  /** Its index among the network's pre-activations. */
  readonly argument: number;
  /** Signed: members on opposite rays (x and −x) have opposite signs. */
  readonly length: number;
}

/** A hyperplane {⟨normal, θ⟩ = 0} in one block of parameters, with all the kinks that lie on it. */
export interface KinkPlane<T> {
  /** Unit vector of the block's length. */
  readonly normal: Vector<T>;
  readonly members: readonly Member[];
}

/** The kink planes of one block of parameters. */
export interface KinkBlock<T> {
  /** Where the block begins in θ, and its number of parameters. */
  readonly at: number;
  readonly length: number;
  /** The index of its first plane among all planes of all blocks. */
  readonly first: number;
  readonly planes: readonly KinkPlane<T>[];
  /** Inner products of the normals, row-major. */
  readonly gram: Float64Array;
}

/** Two rows are on one line if their normalised difference is below this many units of rounding. */
const SAME_LINE = 16;

/** The kink planes of a network by block. Rows of zeros have none. */
export function kinkBlocks<T>(network: Network<T>, kinks: Kinks<T>): KinkBlock<T>[] {
  const { kernel, samples, preActivations } = network;
  const { points } = samples;
  const length = kinks.blockLength;
  const byBlock = new Map<number, { normal: Vector<T>; members: Member[] }[]>();
  for (let argument = 0; argument < preActivations.length; argument++) {
    const neuron = Math.floor(argument / points);
    const at = kinks.blockAt(neuron);
    const planes = byBlock.get(at) ?? [];
    byBlock.set(at, planes);
    const row = unitRow(kernel, samples.x, kinks.normalAt(neuron, argument % points), length);
    if (!row) continue;
    const orientation = planes.map(({ normal }) => sameLine(kernel, normal, row.normal));
    const index = orientation.findIndex((sign) => sign !== 0);
    if (index < 0) planes.push({ normal: row.normal, members: [{ argument, length: row.norm }] });
    else planes[index]!.members.push({ argument, length: orientation[index]! * row.norm });
  }
  let first = 0;
  return [...byBlock].map(([at, planes]) => {
    const gram = new Float64Array(planes.length ** 2);
    for (const [h, { normal }] of planes.entries())
      for (const [l, other] of planes.entries())
        gram[h * planes.length + l] = kernel.field.toNumber(kernel.dot(length, normal, 0, other.normal, 0));
    const block = { at, length, first, planes, gram };
    first += planes.length;
    return block;
  });
}

function unitRow<T>(
  kernel: Kernel<T>,
  x: Vector<T>,
  at: number,
  length: number,
): { normal: Vector<T>; norm: number } | undefined {
  const { sqrt, div, one, toNumber } = kernel.field;
  const norm = sqrt(kernel.dot(length, x, at, x, at));
  if (toNumber(norm) === 0) return undefined;
  const normal = kernel.vector(length);
  kernel.scale(length, div(one, norm), x, at, normal, 0);
  return { normal, norm: toNumber(norm) };
}

/** 1 for the same unit vector, −1 for opposite ones, 0 for different lines. */
function sameLine<T>(kernel: Kernel<T>, a: Vector<T>, b: Vector<T>): -1 | 0 | 1 {
  const { add, sub, toNumber, epsilon } = kernel.field;
  const near = (value: T) => Math.abs(toNumber(value)) <= SAME_LINE * epsilon;
  let same = true;
  let opposite = true;
  for (let j = 0; j < a.length && (same || opposite); j++) {
    same &&= near(sub(a[j]!, b[j]!));
    opposite &&= near(add(a[j]!, b[j]!));
  }
  return same ? 1 : opposite ? -1 : 0;
}
