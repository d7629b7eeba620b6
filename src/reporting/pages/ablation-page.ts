import type { AblationCell, AblationReport } from './ablation-report.ts';
import { markdownTable, rounded } from './markdown.ts';

/** The Markdown page of the matrix claim × hypothesis. */
export function ablationPage({ seed, budget, versions, cells }: AblationReport): string {
  const needed = cells.filter((cell) => cell.counterexample);
  const unhunted = cells.filter((cell) => cell.notHunted !== undefined).length;
  const withVersions = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${[
    '# Which hypotheses are needed',
    `Each claim, with one hypothesis dropped and all others kept, was hunted for ${budget} s. *Needed* means that a counterexample was found, confirmed and cut to a few numbers: it is stored as exact JSON, and \`farkas replay\` decides it alone. *None found* says only that: in so many cases, within that time. *Left open* is where every case was undecided (a claim on limits says nothing of data that no net separates); *not hunted* says not even that.`,
    `${needed.length} of ${cells.length} hypotheses are needed${unhunted === 0 ? '' : `, ${unhunted} not hunted`}. [Every number of this page](ablation.json) · [the verdicts](index.md)`,
    markdownTable(
      ['claim', 'without', 'outcome', 'cases', 'undecided', 'nearest miss'],
      cells.map((cell) => [
        cell.claim,
        cell.hypothesis,
        outcomeOf(cell),
        cell.decided,
        cell.undecided,
        cell.nearest ? `${cell.nearest.figure} = ${rounded(cell.nearest.gap)}` : '–',
      ]),
    ),
    ...needed.map(section),
    `---\n\nSeed ${seed}, ${withVersions.join(', ')}.`,
  ].join('\n\n')}\n`;
}

function outcomeOf(cell: AblationCell): string {
  if (cell.counterexample) return `[needed](#${anchor(cell)}) (${cell.counterexample.evidence})`;
  if (cell.notHunted !== undefined) return `not hunted: ${cell.notHunted}`;
  return cell.undecided === cell.decided ? 'left open: no case was decided' : 'none found';
}

function section(cell: AblationCell): string {
  const { why, evidence, file, figure, shown } = cell.counterexample!;
  return [
    `## <a id="${anchor(cell)}"></a>${cell.claim} without *${cell.hypothesis}*`,
    `Dropped: ${cell.statement}.`,
    `**Refuted** (${evidence}): ${why}.`,
    `\`\`\`json\n${shown}\n\`\`\``,
    figure && `![the data of the counterexample](figures/${figure})`,
    `[exact JSON](counterexamples/${file}): \`farkas replay counterexamples/${file}\` in the folder of this page`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function anchor({ claim, hypothesis }: AblationCell): string {
  return `${claim}-${hypothesis}`.toLowerCase();
}
