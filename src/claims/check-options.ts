import type { StoredCase } from './case-file.ts';
import type { Executor } from './case-job.ts';

/** Told after every case. */
export interface CaseProgress {
  readonly claim: string;
  readonly control?: string;
  readonly done: number;
  readonly of: number;
  /** Whether this case was left undecided. */
  readonly undecided: boolean;
}

export interface CheckOptions {
  readonly seed: number;
  /** Cases of every control. */
  readonly controlCases: number;
  readonly execute: Executor;
  /** Cases under way at once: the number of workers and a few to spare. */
  readonly parallel: number;
  readonly shrinkMilliseconds: number;
  readonly signal?: AbortSignal;
  onCase?(progress: CaseProgress): void;
  /** Called with every counterexample, the controls' included; returns where it was stored. */
  onCounterexample?(stored: StoredCase): string;
  /** Called with every undecided case of the claim itself; returns where it was stored. */
  onUndecided?(stored: StoredCase): string;
}
