import type { AnyClaim } from '../../src/claims/claim.ts';
import type { ClaimReport } from '../../src/claims/verdict.ts';
import type { Exhibit } from '../../src/reporting/exhibit.ts';
import { paperPage } from '../../src/reporting/pages/paper-page.ts';
import {
  claimOfReport,
  type ExhibitOfReport,
  type PaperReport,
  type RunOfReport,
} from '../../src/reporting/pages/paper-report.ts';

/** Files of a report by their path in its folder. */
export type ReportFiles = Map<string, string>;

export interface PaperInput {
  readonly paper: string;
  readonly run: RunOfReport;
  readonly claims: readonly AnyClaim[];
  readonly reports: readonly ClaimReport[];
  /** What the page shows beside verdicts; built here, from the run's seed. */
  readonly exhibits: readonly Exhibit[];
}

/** One paper's page, its JSON, figures and certificates. */
export async function paperFiles(
  { paper, run, claims, reports, exhibits }: PaperInput,
  onExhibit: (title: string) => void = () => {},
): Promise<{ report: PaperReport; files: ReportFiles }> {
  const files: ReportFiles = new Map();
  const add = (path: string, text: string) => {
    if (files.has(path)) throw new Error(`two exhibits of ${paper} write ${path}`);
    files.set(path, text);
  };
  const built: ExhibitOfReport[] = [];
  for (const exhibit of exhibits) {
    onExhibit(exhibit.title);
    const { markdown, data, figures, certificates } = await exhibit.build(run.seed);
    built.push({ id: exhibit.id, title: exhibit.title, markdown, data });
    for (const [name, svg] of Object.entries(figures ?? {})) add(`figures/${name}.svg`, svg);
    for (const [name, certificate] of Object.entries(certificates ?? {}))
      add(`certificates/${name}.json`, json(certificate));
  }
  const report: PaperReport = {
    format: 'farkas/report@1',
    paper,
    run,
    claims: reports.map((result) => claimOfReport(claims.find(({ id }) => id === result.id)!, result)),
    exhibits: built,
  };
  // What is read back from the file is what the page shows.
  const text = json(report);
  files.set(`${paper}.json`, text);
  files.set(`${paper}.md`, paperPage(JSON.parse(text) as PaperReport));
  return { report, files };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
