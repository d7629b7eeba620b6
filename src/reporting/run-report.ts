import type { ClaimReport } from '../claims/verdict.ts';
import { textTable } from './text-table.ts';

/** One run of `verify`. */
export interface RunReport {
  readonly format: 'farkas/run@1';
  readonly seed: number;
  readonly profile: string;
  /** The data set that was asked for, or null for generated cases. */
  readonly data: string | null;
  readonly claims: readonly ClaimReport[];
  /** Claims that do not speak of the data asked for, and why. */
  readonly notApplicable: readonly { readonly id: string; readonly why: string }[];
}

/** The JSON object of `verify --format json`. */
export function runReportJson(run: RunReport): unknown {
  return {
    ...run,
    claims: run.claims.map(({ source, counterexampleFile, undecidedCases, ...report }) => ({
      ...report,
      source: source.paper,
      undecidedCases,
      ...(counterexampleFile ? { counterexampleFile } : {}),
    })),
  };
}

const mark = { holds: '✓ holds', refuted: '✗ refuted', inconclusive: '? inconclusive', vacuous: '? vacuous' };

/** The verdict table and what a reader needs beside it. */
export function runReportText(run: RunReport): string {
  const rows = run.claims.map((report) => [
    report.id,
    report.title,
    mark[report.verdict],
    report.evidence ?? '–',
    report.cases,
    report.undecided,
    `${report.controls.filter((control) => control.refuted).length}/${report.controls.length}`,
    `${report.seconds.toFixed(1)} s`,
  ]);
  const header = ['claim', '', 'verdict', 'evidence', 'cases', 'undecided', 'controls refuted', 'time'];
  const lines = rows.length > 0 ? [textTable(header, rows), ''] : [];
  for (const report of run.claims) {
    if (report.verdict !== 'holds') lines.push(`${report.id}: ${report.why}`);
    if (report.counterexampleFile) lines.push(`  counterexample: ${report.counterexampleFile}`);
    if (report.counterexampleFile)
      lines.push(`  decide it again: farkas replay ${report.counterexampleFile}`);
  }
  for (const { id, attempt } of run.claims)
    if (attempt && attempt.cases > 0)
      lines.push(
        `${id}: ${attempt.cases} more cases tried by directed search${attempt.nearest ? `; nearest: ${attempt.nearest.figure} = ${attempt.nearest.gap.toPrecision(3)}` : ''}`,
      );
  for (const { id, costly } of run.claims)
    if (costly) lines.push(`${id}: fewer cases than others: ${costly}`);
  for (const report of run.claims)
    for (const { seed, why, file } of report.undecidedCases)
      lines.push(
        `${report.id}: undecided: ${why}${file ? `; farkas replay ${file}` : ` (case seed ${seed})`}`,
      );
  for (const { id, why } of run.notApplicable) lines.push(`${id}: not asked of this data: ${why}`);
  return lines.join('\n').trimEnd();
}
