import { checkCertificate } from '../../oracles/checker/check.ts';
import { type LpFace, lpFace } from '../../oracles/lp-face.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { solve } from '../../src/linalg/dense.ts';
import { float64 } from '../../src/numbers/float64.ts';

/** What the exact ℓ1 optimum says of the flow's limit. */
export interface L1Limit {
  /** γ₁, the largest margin of a separator of ℓ1 norm 1. */
  readonly margin: number;
  /** A separator of margin 1 in the relative interior of all the shortest ones. */
  readonly w: readonly number[];
  /** One separator, one multiplier, and as many points on the margin as coordinates alive. */
  readonly regular: boolean;
  /** κ = 1 − max_{j inactive} |Xᵀλ|_j / γ₁ with Σλ = 1: the direction error falls like G^{−κ} where the optimum is regular. */
  readonly rate: number;
  /** log(G/α²) from which the flow can be near the optimum, see `onsetOf`; ∞ where it is not regular. */
  readonly onset: number;
}

/** The ℓ1 optimum with a certificate that the checker accepted, or why there is none. */
export async function l1Limit(data: Dataset): Promise<L1Limit | string> {
  const face = await lpFace(data, 'l1');
  if (face.status !== 'optimal') return `the data is ${face.status}`;
  const checked = checkCertificate(face.certificate);
  if (!checked.accepted) return `the checker rejects the ℓ1 certificate: ${checked.message}`;
  // Σ λ = 1/γ₁ and |Xᵀλ|_j ≤ 1 in the oracle's scale.
  const lambda = face.multipliers.map((value) => value.toNumber());
  const pulls = face.w.map((_, j) =>
    Math.abs(data.x.reduce((sum, row, i) => sum + data.y[i]! * lambda[i]! * row[j]!.toNumber(), 0)),
  );
  const inactive = pulls.filter((_, j) => !face.free.includes(j));
  const regular = face.dimension === 0 && face.support.length === face.free.length;
  const z = data.x.map((row, i) => row.map((value) => data.y[i]! * value.toNumber()));
  const w = face.w.map((value) => value.toNumber());
  return {
    margin: face.margin.toNumber(),
    w,
    regular,
    rate: 1 - Math.max(0, ...inactive),
    onset: regular ? onsetOf(z, w, lambda, face) : Number.POSITIVE_INFINITY,
  };
}

/**
 * Where w·G is the flow's, 2α² sinh(4 Zᵀν) = G·w says 4 Zᵀν = sgn(w)·(L + log|w|) on the live coordinates, L = log(G/α²), so that the points on the
 * margin have 4ν = Lλ + r with Z_Aᵀ r = sgn(w) log|w|. All of these must be positive, and 4|Zᵀν| < L on the other coordinates: this holds from some L on, which is
 * large where a λ_i is small. Before that, the flow rests at a longer separator.
 */
function onsetOf(
  z: readonly (readonly number[])[],
  w: readonly number[],
  lambda: readonly number[],
  { support, free }: Pick<LpFace, 'support' | 'free'>,
): number {
  const live = free.map((j) => support.map((i) => z[i]![j]!));
  const r = solve(
    float64,
    live,
    free.map((j) => Math.sign(w[j]!) * Math.log(Math.abs(w[j]!))),
  );
  if (!r) return Number.POSITIVE_INFINITY;
  const along = (values: readonly number[], j: number) =>
    support.reduce((sum, i, at) => sum + values[at]! * z[i]![j]!, 0);
  const carried = support.map((i) => lambda[i]!);
  const ofPoints = carried.map((value, at) => -r[at]! / value);
  const ofCoordinates = w.flatMap((value, j) =>
    value === 0 ? [Math.abs(along(r, j)) / (1 - Math.abs(along(carried, j)))] : [],
  );
  return Math.max(...ofPoints, ...ofCoordinates);
}
