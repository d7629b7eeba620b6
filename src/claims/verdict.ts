import type { StoredCase } from './case-file.ts';
import type { Source } from './claim.ts';
import type { Decision, Evidence, Figures } from './decision.ts';

/**
 * holds: every case decided in the claim's favour and every control refuted.
 * refuted: a confirmed counterexample.
 * inconclusive: some case undecided, or a control that was not refuted.
 * vacuous: too few draws met the hypotheses.
 */
export type Verdict = 'holds' | 'refuted' | 'inconclusive' | 'vacuous';

export interface ControlReport {
  readonly id: string;
  readonly refuted: boolean;
  readonly cases: number;
  readonly refutedCases: number;
  /** Why the control was not refuted. */
  readonly why?: string;
}

export interface UndecidedCase {
  readonly seed: number;
  readonly why: string;
  /** Where the case was stored, if it was. */
  readonly file?: string;
}

/** A standing attempt to refute a claim as it is stated. */
export interface Attempt {
  /** Cases tried by moving others towards a refutation; they are not counted among the drawn ones. */
  readonly cases: number;
  /** The figure that was made larger, and the largest value that did not refute. */
  readonly nearest?: { readonly figure: string; readonly gap: number };
}

export interface ClaimReport {
  readonly id: string;
  readonly title: string;
  readonly source: Source;
  readonly verdict: Verdict;
  readonly evidence: Evidence | null;
  readonly cases: number;
  readonly undecided: number;
  /** Draws that missed a hypothesis and so were no cases. */
  readonly outside: number;
  readonly controls: readonly ControlReport[];
  readonly seconds: number;
  /** One sentence when the verdict is not `holds`. */
  readonly why?: string;
  readonly undecidedCases: readonly UndecidedCase[];
  /** Why a profile asks this claim for fewer cases than others. */
  readonly costly?: string;
  /** The worst (largest) value seen of every numeric figure. */
  readonly worst: Figures;
  /** What directed search found besides, where a run had time for it: cases moved, and the nearest of them. */
  readonly attempt?: Attempt;
  readonly counterexample?: StoredCase;
  /** Where the counterexample was stored, if it was. */
  readonly counterexampleFile?: string;
}

/** More than this share of draws outside the hypotheses makes a run vacuous. */
export const LARGEST_OUTSIDE_SHARE = 0.1;

/** The largest value of every numeric figure of many decisions. */
export class WorstFigures {
  private readonly seen = new Map<string, number>();

  include(decision: Decision): void {
    for (const [name, value] of Object.entries(decision.figures))
      if (typeof value === 'number') this.seen.set(name, Math.max(value, this.seen.get(name) ?? value));
  }

  figures(): Figures {
    return Object.fromEntries(this.seen);
  }
}
