import { type Command, Option } from 'commander';
import type { Dataset } from '../../src/data/dataset.ts';
import { resolveDataset } from '../../src/data/resolve.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { textTable } from '../../src/reporting/text-table.ts';
import { type CommonOptions, print, withCommonOptions } from '../options.ts';
import { type Solution, solveL2 } from '../solution.ts';
import { writeWhole } from '../write-file.ts';

interface SolveOptions extends CommonOptions {
  readonly problem: 'l2';
  readonly certificate?: string;
}

/** An exact number in full if it is short, else its nearest double. */
function shown(exact: string): string {
  return exact.length <= 32 ? exact : `≈ ${Rational.parse(exact).toNumber()}`;
}

function listed(exact: readonly string[]): string {
  return exact.length <= 12
    ? exact.map(shown).join(', ')
    : `${exact.slice(0, 8).map(shown).join(', ')}, … (${exact.length} numbers)`;
}

function describe(data: Dataset, solution: Solution): string {
  const size = `${data.name}: ${data.x.length} points in ${data.x[0]!.length} dimensions`;
  const checked = 'certificate accepted by the checker';
  const weighted = (weights: readonly string[]) =>
    weights.flatMap((weight, i) => (weight === '0' ? [] : [[`x[${i}]`, data.y[i]!, shown(weight)]]));
  if (solution.status === 'infeasible')
    return [
      size,
      'infeasible: no w separates the data; these multiples of y·x sum to zero',
      '',
      textTable(['point', 'y', 'weight'], weighted(solution.solution.combination)),
      '',
      checked,
    ].join('\n');
  return [
    size,
    `optimal: margin ${solution.margin.value}; its square is exactly ${shown(solution.marginSquared)}`,
    `w, scaled to least margin 1: ${listed(solution.solution.w)}`,
    '',
    textTable(['support', 'y', 'multiplier'], weighted(solution.solution.multipliers)),
    '',
    checked,
  ].join('\n');
}

export function addSolve(program: Command): void {
  withCommonOptions(
    program
      .command('solve')
      .description('the exact max-margin solution of a data set, with a certificate')
      .argument('<data>', 'a data file (JSON or CSV), or a bundled data set (iris, mnist)')
      .addOption(new Option('--problem <problem>', 'which margin').choices(['l2']).default('l2'))
      .option('--certificate <file>', 'write the certificate to a file'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  farkas solve iris\n  farkas solve my-data.csv --problem l2 --certificate proof.json',
    )
    .action((file: string, options: SolveOptions) => {
      const data = resolveDataset(file);
      const solution = solveL2(data);
      if (options.certificate) writeWhole(options.certificate, `${JSON.stringify(solution.certificate)}\n`);
      print(options.format, solution, () => describe(data, solution));
    });
}
