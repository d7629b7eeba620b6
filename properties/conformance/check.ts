import type { ConformanceCase } from './cases.ts';
import { type Trainer, TrainerFault } from './trainer.ts';

/** What a check finds of one case. */
export type Finding =
  | { readonly outcome: 'pass'; readonly note?: string }
  /** `cause` says in words what would explain it. */
  | { readonly outcome: 'fail'; readonly why: string; readonly cause?: string }
  /** The losses or precision that this trainer reaches do not show it. */
  | { readonly outcome: 'unreachable'; readonly why: string };

/** One invariant or claim, as a question to a trainer. */
export interface ConformanceCheck {
  readonly id: string;
  readonly statement: string;
  /** The cases it is asked on; those that the check is not about are left out. */
  readonly cases: (trainer: Trainer, seed: number) => readonly ConformanceCase[];
  readonly decide: (trainer: Trainer, instance: ConformanceCase) => Promise<Finding>;
}

/** What became of a check over all its cases. */
export interface CheckReport {
  readonly id: string;
  readonly statement: string;
  readonly outcome: 'pass' | 'fail' | 'unreachable' | 'not asked';
  readonly cases: number;
  readonly why?: string;
  readonly cause?: string;
  readonly note?: string;
  /** The first case that failed: they grow in size, so it is a small one. */
  readonly failing?: ConformanceCase;
}

/** Asks until the first failure. A trainer that breaks down fails the check, with the case. */
export async function runCheck(
  check: ConformanceCheck,
  trainer: Trainer,
  seed: number,
): Promise<CheckReport> {
  const { id, statement } = check;
  const cases = check.cases(trainer, seed);
  if (cases.length === 0) return { id, statement, outcome: 'not asked', cases: 0 };
  let unreachable: string | undefined;
  let note: string | undefined;
  for (const [index, failing] of cases.entries()) {
    const finding = await check.decide(trainer, failing).catch((error: unknown): Finding => {
      if (error instanceof TrainerFault) return { outcome: 'fail', why: error.message };
      throw error;
    });
    if (finding.outcome === 'fail') {
      const { outcome, why, cause } = finding;
      return { id, statement, outcome, cases: index + 1, why, ...(cause ? { cause } : {}), failing };
    }
    if (finding.outcome === 'unreachable') unreachable ??= finding.why;
    else note = finding.note ?? note;
  }
  const counted = { id, statement, cases: cases.length };
  if (unreachable) return { ...counted, outcome: 'unreachable', why: unreachable };
  return { ...counted, outcome: 'pass', ...(note ? { note } : {}) };
}
