import type { AblationCell, AblationReport } from './ablation-report.ts';
import { markdownTable, rounded } from './markdown.ts';

/** The Markdown page of the matrix claim × hypothesis. */
export function ablationPage({ seed, budget, versions, cells }: AblationReport): string {
  const needed = cells.filter((cell) => cell.counterexample);
  const withVersions = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${[
    '# Which hypotheses are needed',
    `Each claim, with one hypothesis dropped and all others kept, was hunted for ${budget} s. *Needed* means that a counterexample was found, confirmed and cut to a few numbers: it is stored as exact JSON, and \`farkas replay\` decides it alone. *None found* says only that: in so many cases, within that time.`,
    `${needed.length} of ${cells.length} hypotheses are needed. [Every number of this page](ablation.json) · [the verdicts](index.md)`,
    markdownTable(
      ['claim', 'without', 'outcome', 'cases', 'undecided', 'nearest miss'],
      cells.map((cell) => [
        cell.claim,
        cell.hypothesis,
        cell.counterexample ? `[needed](#${anchor(cell)}) (${cell.counterexample.evidence})` : 'none found',
        cell.decided,
        cell.undecided,
        cell.nearest ? `${cell.nearest.figure} = ${rounded(cell.nearest.gap)}` : '–',
      ]),
    ),
    ...needed.map(section),
    `---\n\nSeed ${seed}, ${withVersions.join(', ')}.`,
  ].join('\n\n')}\n`;
}

function section(cell: AblationCell): string {
  const { why, evidence, file, figure, shown } = cell.counterexample!;
  return [
    `## <a id="${anchor(cell)}"></a>${cell.claim} without *${cell.hypothesis}*`,
    `Dropped: ${cell.statement}.`,
    `**Refuted** (${evidence}): ${why}.`,
    `\`\`\`json\n${shown}\n\`\`\``,
    figure && `![the data of the counterexample](figures/${figure})`,
    `[exact JSON](counterexamples/${file}): \`farkas replay reports/counterexamples/${file}\``,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function anchor({ claim, hypothesis }: AblationCell): string {
  return `${claim}-${hypothesis}`.toLowerCase();
}
