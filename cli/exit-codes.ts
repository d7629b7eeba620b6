import type { ClaimReport } from '../src/claims/verdict.ts';

/** What the process says to its caller; fixed, documented in the README. */
export const EXIT = {
  holds: 0,
  refuted: 1,
  undecided: 2,
  badInput: 3,
  internal: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The worst verdict decides: a refutation before anything undecided. Where nothing was asked, nothing holds. */
export function exitCodeOf(reports: readonly ClaimReport[]): ExitCode {
  if (reports.some((report) => report.verdict === 'refuted')) return EXIT.refuted;
  const all = reports.length > 0 && reports.every((report) => report.verdict === 'holds');
  return all ? EXIT.holds : EXIT.undecided;
}
