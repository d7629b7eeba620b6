import type { Evidence } from '../../claims/decision.ts';

/** What became of a claim when one hypothesis was dropped. */
export interface AblationCell {
  readonly claim: string;
  readonly hypothesis: string;
  readonly statement: string;
  /** Why there was no hunt, if there was none. */
  readonly notHunted?: string;
  readonly decided: number;
  readonly undecided: number;
  /** Value of the figure that the hunt made larger, at the nearest miss. */
  readonly nearest?: { readonly figure: string; readonly gap: number };
  readonly counterexample?: {
    readonly why: string;
    readonly evidence: Evidence;
    /** File names in `counterexamples/` and `figures/`. */
    readonly file: string;
    readonly figure?: string;
    /** The case in a few lines. */
    readonly shown: string;
  };
  readonly seconds: number;
}

export interface AblationReport {
  readonly format: 'farkas/ablation@1';
  readonly seed: number;
  /** Seconds a cell. */
  readonly budget: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly cells: readonly AblationCell[];
}
