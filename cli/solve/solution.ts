import type { Certificate } from '../../oracles/certificate.ts';
import { checkCertificate } from '../../oracles/checker/check.ts';
import type { Infeasible } from '../../oracles/infeasible.ts';
import type { TwoLayerInfeasible } from '../../oracles/two-layer/two-layer-margin.ts';
import type { Rational } from '../../src/numbers/rational.ts';

export const PROBLEMS = ['l2', 'l1', 'linf', 'two-layer'] as const;
export type Problem = (typeof PROBLEMS)[number];

/** A margin as its nearest double, between bounds that are proved; equal bounds are its exact value. */
export interface MarginBounds {
  readonly value: number;
  readonly lower: string;
  readonly upper: string;
}

/** A separator of least margin 1, and the multipliers that prove it optimal. */
export interface Separator {
  readonly w: readonly string[];
  readonly multipliers: readonly string[];
}

/** All max-margin separators of an ℓ1 or ℓ∞ problem, of which one vertex is the solution. */
export interface Face {
  /** 0 when the separator is unique. */
  readonly dimension: number;
  /** A separator in the relative interior. */
  readonly w: readonly string[];
  readonly certificate: Certificate;
}

/** A net Σ_k sign_k φ(⟨weights_k, x⟩) of least margin 1; norm_k bounds ‖weights_k‖ from above. */
export interface Net {
  readonly alpha: string;
  readonly neurons: readonly {
    readonly sign: 1 | -1;
    readonly weights: readonly string[];
    readonly norm: string;
  }[];
}

/** Multiples of the points that no classifier of the kind can get around; n numbers ≥ 0. */
export interface Obstruction {
  readonly combination: readonly string[];
}

interface Solved {
  readonly format: 'farkas/solution@1';
  readonly problem: Problem;
}

/** The object that `solve --format json` prints; every number that is exact is text. */
export type Solution = Solved &
  (
    | {
        readonly status: 'optimal';
        readonly marginSquared?: string;
        readonly margin: MarginBounds;
        readonly solution: Separator | Net;
        readonly face?: Face;
        readonly certificate: Certificate;
      }
    | { readonly status: 'infeasible'; readonly solution: Obstruction; readonly certificate: Certificate }
    | { readonly status: 'undecided'; readonly reason: string; readonly solution: null }
  );

/** A certificate that the checker accepted. @throws Error, which is a defect of the oracle. */
export function accepted(certificate: Certificate): Certificate {
  const result = checkCertificate(certificate);
  if (result.accepted) return certificate;
  throw new Error(`the checker rejects our own certificate: ${result.path}: ${result.message}`);
}

/** The solution of an infeasible problem, linear or two-layer. */
export function infeasibleSolution(problem: Problem, result: Infeasible | TwoLayerInfeasible): Solution {
  const combination: readonly Rational[] = 'combination' in result ? result.combination : result.multipliers;
  return {
    format: 'farkas/solution@1',
    problem,
    status: 'infeasible',
    solution: { combination: combination.map(String) },
    certificate: accepted(result.certificate),
  };
}
