import { verdictTable } from './paper-page.ts';
import type { PaperReport } from './paper-report.ts';

/** The Markdown page that links to every paper's page, with all verdicts. */
export function indexPage(reports: readonly PaperReport[]): string {
  const section = (report: PaperReport) => {
    const [first] = report.claims;
    return [
      `## [${report.paper}](${report.paper}.md)`,
      first ? `> ${first.citation}` : '',
      verdictTable(report.claims, `${report.paper}.md`),
      report.exhibits.map(({ title }) => `- ${title}`).join('\n'),
    ]
      .filter(Boolean)
      .join('\n\n');
  };
  return `${[
    '# What farkas found',
    'One page a paper: each claim in words, what was run, the verdict with its evidence, the controls that the same check refuted, figures and tables. *Proved* rests on certificates that the independent checker accepted; *measured* on numbers with an error estimate that agree at two precisions.',
    ...reports.map(section),
  ].join('\n\n')}\n`;
}
