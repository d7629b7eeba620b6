import { type Command, Option } from 'commander';
import type { SolverName } from '../../oracles/solvers.ts';
import { BadInput } from '../../src/data/bad-input.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { networkToJson } from '../../src/data/network.ts';
import { resolveDataset } from '../../src/data/resolve.ts';
import type { Rational } from '../../src/numbers/rational.ts';
import { EXIT } from '../exit-codes.ts';
import { slope } from '../option-values.ts';
import { type CommonOptions, print, withCommonOptions } from '../options.ts';
import { describeSolution } from '../solve/describe.ts';
import { solveFace, solveL2, solveLp } from '../solve/linear.ts';
import { budgetOption, gapOption, solverOption } from '../solve/options.ts';
import { PROBLEMS, type Problem, type Solution } from '../solve/solution.ts';
import { balancedNetwork, solveTwoLayer } from '../solve/two-layer.ts';
import { checkWritable, writeWhole } from '../write-file.ts';

interface SolveOptions extends CommonOptions {
  readonly problem: Problem;
  readonly solver?: SolverName;
  readonly alpha?: Rational;
  readonly gap?: number;
  readonly budget?: number;
  readonly face?: boolean;
  readonly certificate?: string;
  readonly network?: string;
}

/** Which problems an option belongs to, where not to all of them. */
const BELONGS_TO: Readonly<Partial<Record<keyof SolveOptions, readonly Problem[]>>> = {
  solver: ['l1', 'linf', 'two-layer'],
  face: ['l1', 'linf'],
  alpha: ['two-layer'],
  gap: ['two-layer'],
  budget: ['two-layer'],
  network: ['two-layer'],
};

function checkOptions(options: SolveOptions): void {
  const { problem } = options;
  for (const [name, problems] of Object.entries(BELONGS_TO))
    if (options[name as keyof SolveOptions] !== undefined && !problems.includes(problem))
      throw new BadInput({
        file: 'command line',
        path: `--${name}`,
        expected: `--problem ${problems.join(' or ')} with it`,
        found: `--problem ${problem}`,
      });
  if (problem === 'two-layer' && options.alpha === undefined)
    throw new BadInput({
      file: 'command line',
      path: '--alpha',
      expected: 'the slope of the leaky ReLU, from 0 to 1',
      found: 'nothing',
      remedy: 'Add, say, --alpha 0.1; --alpha 0 is the ReLU.',
    });
}

async function solve(data: Dataset, options: SolveOptions): Promise<Solution> {
  const { problem, solver, alpha } = options;
  if (problem === 'l2') return solveL2(data);
  if (problem !== 'two-layer')
    return options.face ? solveFace(data, problem, solver) : solveLp(data, problem, solver);
  return solveTwoLayer(data, { ...options, alpha: alpha! });
}

function writeNetwork(file: string, solution: Solution): void {
  if (solution.status !== 'optimal' || !('neurons' in solution.solution)) return;
  writeWhole(file, `${JSON.stringify(networkToJson(balancedNetwork(solution.solution)))}\n`);
}

export function addSolve(program: Command): void {
  withCommonOptions(
    program
      .command('solve')
      .description('the exact max-margin solution of a data set, with a certificate')
      .argument('<data>', 'a data file (JSON or CSV), or a bundled data set (iris, mnist)')
      .addOption(new Option('--problem <problem>', 'which margin').choices(PROBLEMS).default('l2'))
      .addOption(
        new Option('--alpha <slope>', 'slope of the leaky ReLU, exact: 0.1 or 1/10 (two-layer)').argParser(
          slope,
        ),
      )
      .addOption(gapOption())
      .addOption(budgetOption())
      .addOption(solverOption())
      .option('--face', 'also whether other separators reach the margin, and which (l1, linf)')
      .option('--certificate <file>', 'write the certificate to a file')
      .option('--network <file>', 'write the best net, in doubles, to a file (two-layer)'),
  )
    .addHelpText(
      'after',
      `
Examples:
  farkas solve iris
  farkas solve my-data.csv --problem l1 --certificate proof.json
  farkas solve my-data.csv --problem two-layer --alpha 0.1 --gap 1e-6 --network best.json

Exit code: 0 solved (infeasible data is solved too: its certificate proves it), 2 undecided within the budget.`,
    )
    .action(async (file: string, options: SolveOptions) => {
      checkOptions(options);
      const data = resolveDataset(file);
      checkWritable([options.certificate, options.network]);
      const solution = await solve(data, options);
      if (options.certificate && solution.status !== 'undecided')
        writeWhole(options.certificate, `${JSON.stringify(solution.certificate)}\n`);
      if (options.network) writeNetwork(options.network, solution);
      print(options.format, solution, () => describeSolution(data, solution));
      process.exitCode = solution.status === 'undecided' ? EXIT.undecided : EXIT.holds;
    });
}
