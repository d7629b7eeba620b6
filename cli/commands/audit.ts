import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { KINK_TOLERANCE } from '../../oracles/kkt/hidden-layer.ts';
import type { SolverName } from '../../oracles/solvers.ts';
import { BadInput } from '../../src/data/bad-input.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { readNetwork, type TwoLayerWeights } from '../../src/data/network.ts';
import { isNumpyFile, readNumpyNetwork } from '../../src/data/network-numpy.ts';
import { resolveDataset } from '../../src/data/resolve.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { type Audit, audit } from '../audit/audit.ts';
import { EXIT } from '../exit-codes.ts';
import { numberBetween, slope } from '../option-values.ts';
import { type CommonOptions, print, withCommonOptions } from '../options.ts';
import { budgetOption, gapOption, solverOption } from '../solve/options.ts';
import { solveTwoLayer } from '../solve/two-layer.ts';
import { counted, printable } from '../text.ts';
import { ensureFolder, writeWhole } from '../write-file.ts';

interface AuditOptions extends CommonOptions {
  readonly network: string;
  readonly alpha?: Rational;
  readonly kink: number;
  readonly solver?: SolverName;
  readonly gap?: number;
  readonly budget?: number;
  readonly certificates?: string;
}

/** The exact weights of a network file that fits the data. @throws BadInput */
function readFitting(file: string, data: Dataset, slopeAsked: Rational | undefined): TwoLayerWeights {
  const dimension = data.x[0]!.length;
  if (slopeAsked && !isNumpyFile(file))
    throw new BadInput({
      file: 'command line',
      path: '--alpha',
      expected: 'a NumPy file with it: a JSON network says its own slope',
      found: file,
    });
  const weights = isNumpyFile(file) ? readNumpyNetwork(file, slopeAsked, dimension) : readNetwork(file);
  if (weights.w[0]!.length !== dimension)
    throw new BadInput({
      file,
      path: 'w[0]',
      expected: `${dimension} numbers, the dimension of ${printable(data.name)}`,
      found: `${weights.w[0]!.length}`,
    });
  if ([...weights.a, ...weights.w.flat()].every((value) => value.sign() === 0))
    throw new BadInput({ file, path: '', expected: 'a weight that is not 0', found: 'only zeros' });
  return weights;
}

function describe({ alpha, a }: TwoLayerWeights, data: Dataset, result: Audit, network: string): string {
  const { kkt, global, local, exact } = result;
  return [
    `${network} (${counted(a.length, 'neuron')}, slope ${alpha}) on ${printable(data.name)} (${counted(data.x.length, 'point')})`,
    '',
    `margin  ${result.correct} of ${result.points} points classified; least at x[${exact.atPoint}]; normalised ${result.normalizedMargin}`,
    kkt.residual === null
      ? `KKT     not measured: ${kkt.why}`
      : `KKT     relative residual ${kkt.residual.toExponential(2)}, multiplier times excess ≤ ${kkt.delta.toExponential(2)}; certificate accepted`,
    global.relativeGap === null
      ? `global  not bounded: ${global.why}`
      : `global  the best of any width has ${Rational.parse(global.lower).toNumber()} (proved to ${relativeWidth(global).toExponential(0)}); this network falls short by ${percent(global.relativeGap)}`,
    local.distance === null
      ? `local   ${local.verdict}: ${local.why}`
      : `local   ${local.verdict}, for the KKT point ${local.distance.toExponential(1)} from its direction: ${local.why}`,
  ].join('\n');
}

function relativeWidth({ lower, upper }: { readonly lower: string; readonly upper: string }): number {
  return Rational.parse(upper).div(Rational.parse(lower)).sub(Rational.ONE).toNumber();
}

function percent(part: number): string {
  return `at most ${(100 * part).toPrecision(3)} %`;
}

function writeCertificates(folder: string, audited: Audit): void {
  for (const part of ['kkt', 'global', 'local'] as const) {
    const result = audited[part];
    if ('certificate' in result)
      writeWhole(join(folder, `${part}.json`), `${JSON.stringify(result.certificate)}\n`);
  }
}

export function addAudit(program: Command): void {
  withCommonOptions(
    program
      .command('audit')
      .description(
        "somebody's trained two-layer net: its margins, its KKT residual, its gap to the global optimum",
      )
      .argument('<data>', 'a data file (JSON or CSV), or a bundled data set (iris, mnist)')
      .requiredOption(
        '--network <file>',
        'its weights: farkas/network@1, .npz (w: m × d, a: m) or .npy (rows w_k, a_k)',
      )
      .addOption(new Option('--alpha <slope>', 'of the leaky ReLU, with a NumPy file').argParser(slope))
      .addOption(
        new Option('--kink <fraction>', 'pre-activations of at most this fraction of ‖w‖‖x‖ count as 0')
          .argParser(numberBetween(0, 0.1))
          .default(KINK_TOLERANCE),
      )
      .addOption(gapOption())
      .addOption(budgetOption())
      .addOption(solverOption())
      .option(
        '--certificates <folder>',
        'write kkt.json, global.json and local.json there, each where it was proved',
      ),
  )
    .addHelpText(
      'after',
      `
Examples:
  farkas solve my-data.csv --problem two-layer --alpha 0.1 --network best.json
  farkas audit my-data.csv --network best.json
  farkas audit my-data.csv --network trained.npz --alpha 0.01    numpy.savez('trained.npz', w=W, a=a)

Exit code: 0 audited, 2 the global optimum could not be bounded within the budget.`,
    )
    .action(async (file: string, options: AuditOptions) => {
      const data = resolveDataset(file);
      const weights = readFitting(options.network, data, options.alpha);
      if (options.certificates) ensureFolder(options.certificates);
      const best = await solveTwoLayer(data, { ...options, alpha: weights.alpha });
      const result = audit(data, weights, best, options.kink);
      if (options.certificates) writeCertificates(options.certificates, result);
      print(options.format, result, () => describe(weights, data, result, options.network));
      process.exitCode = best.status === 'undecided' ? EXIT.undecided : EXIT.holds;
    });
}
