import { markdownTable, rounded } from './markdown.ts';
import type { ClaimOfReport, PaperReport } from './paper-report.ts';

/** How verdicts are written on every page. */
export const VERDICTS = {
  holds: '✓ holds',
  refuted: '✗ refuted',
  inconclusive: '? inconclusive',
  vacuous: '? vacuous',
} as const;

/** The Markdown page of one paper: `PAPER.md` beside the `PAPER.json` that it is made from. */
export function paperPage(report: PaperReport): string {
  const { paper, claims, exhibits, run } = report;
  const citations = [...new Set(claims.map((claim) => claim.citation))];
  return `${[
    `# ${paper}`,
    citations.map((citation) => `> ${citation}`).join('\n>\n'),
    `[All papers](index.md) · [every number of this page](${paper}.json)`,
    verdictTable(claims),
    ...claims.map(claimSection),
    ...exhibits.map(({ title, markdown }) => `## ${title}\n\n${markdown.trim()}`),
    howToRepeat(run, paper),
  ].join('\n\n')}\n`;
}

/** One row a claim. */
export function verdictTable(claims: readonly ClaimOfReport[], page = ''): string {
  return markdownTable(
    ['claim', '', 'verdict', 'evidence', 'cases', 'undecided', 'controls refuted', 'time'],
    claims.map((claim) => [
      `[${claim.id}](${page}#${claim.id.toLowerCase()})`,
      claim.title,
      VERDICTS[claim.verdict],
      claim.evidence ?? '–',
      claim.cases,
      claim.undecided,
      `${claim.controls.filter((control) => control.refuted).length}/${claim.controls.length}`,
      `${claim.seconds.toFixed(1)} s`,
    ]),
  );
}

function claimSection(claim: ClaimOfReport): string {
  const worst = Object.entries(claim.worst);
  return [
    `## <a id="${claim.id.toLowerCase()}"></a>${claim.id}: ${claim.title}`,
    claim.statement,
    claim.hypotheses.map(({ id, statement }) => `- assumes *${id}*: ${statement}`).join('\n'),
    claim.differs && `**Our statement and the paper's.** ${claim.differs}`,
    `**${VERDICTS[claim.verdict]}**${claim.evidence ? ` (${claim.evidence})` : ''} on ${claim.cases} cases, ${claim.undecided} of them undecided${claim.why ? `: ${claim.why.replace(/\.$/, '')}` : ''}.`,
    claim.costly && `Fewer cases than of other claims: ${claim.costly}.`,
    claim.undecidedCases.map(({ seed, why }) => `- undecided (case seed ${seed}): ${why}`).join('\n'),
    worst.length > 0 &&
      `Largest values seen:\n\n${markdownTable(
        ['figure', 'largest'],
        worst.map(([name, value]) => [name, rounded(value)]),
      )}`,
    markdownTable(
      ['control', 'what is wrong in it', 'refuted'],
      claim.controls.map(({ id, statement, refuted, refutedCases, cases }) => [
        id,
        statement,
        `${refuted ? '✓' : '✗ not as it should be:'} ${refutedCases} of ${cases}`,
      ]),
    ),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function howToRepeat({ seed, profile, runs, command, versions }: PaperReport['run'], paper: string): string {
  const withVersions = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const report = `farkas report ${paper} --seed ${seed} --profile ${profile}${runs === undefined ? '' : ` --runs ${runs}`}`;
  const again =
    command === undefined ? `The same page, times aside: \`${report}\`.` : `Again: \`${command}\`.`;
  return `---\n\nSeed ${seed}, profile ${profile}, ${withVersions.join(', ')}. ${again}`;
}
