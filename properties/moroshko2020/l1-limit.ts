import { checkCertificate } from '../../oracles/checker/check.ts';
import { lpFace } from '../../oracles/lp-face.ts';
import type { Dataset } from '../../src/data/dataset.ts';

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
  return {
    margin: face.margin.toNumber(),
    w: face.w.map((value) => value.toNumber()),
    regular: face.dimension === 0 && face.support.length === face.free.length,
    rate: 1 - Math.max(0, ...inactive),
  };
}
