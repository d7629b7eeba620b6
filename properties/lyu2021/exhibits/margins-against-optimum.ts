import { checkCertificate } from '../../../oracles/checker/check.ts';
import { oneNeuronMargin } from '../../../oracles/one-neuron-margin.ts';
import { twoLayerMargin } from '../../../oracles/two-layer/two-layer-margin.ts';
import { symmetricOptimum } from '../../../oracles/two-layer-symmetric.ts';
import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import { toFloats } from '../../../src/data/dataset.ts';
import { symmetric } from '../../../src/generators/datasets.ts';
import { leakySlope } from '../../../src/generators/slopes.ts';
import { madeTwoSigned } from '../../../src/generators/starts.ts';
import { twoLayerCases } from '../../../src/generators/two-layer-cases.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { trainingFigure } from '../../../src/reporting/figures/training-figure.ts';
import { markdownTable, powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { hintedCases } from '../hinted-cases.ts';
import { runFromSmallStart } from '../hinted-flow.ts';
import { type HintedCase, hintedData, predictedMarginSquared } from '../hints.ts';
import { printedExample } from '../printed-example.ts';

const DRAWS = 6;
/** σ and log10 loss of the runs on symmetric data, and log10 loss on hinted data. */
const SMALL = Rational.of(1n, 1000n);
const [SYMMETRIC_DEPTH, HINTED_DEPTH] = [-1e12, -1e9];

/** One run beside the optimum of its data. */
interface Row {
  readonly data: string;
  readonly points: number;
  readonly alpha: number;
  readonly margin: number;
  /** Of every net of any width, proved. */
  readonly optimum: { readonly lower: number; readonly upper: number };
  readonly ratio: number;
}

function symmetricRow(seed: number): Row {
  const instance = drawCase(
    twoLayerCases({
      data: symmetric(),
      scale: SMALL,
      adapt: madeTwoSigned,
      alpha: leakySlope(8),
    }),
    seed,
  );
  const { data, alpha, start } = instance;
  const optimum = symmetricOptimum(data, alpha);
  if (optimum.status !== 'optimal' || !checkCertificate(optimum.certificate).accepted)
    throw new Error('expected a certified optimum of symmetric data');
  const run = runFromSmallStart({
    data,
    alpha: alpha.toNumber(),
    start,
    scale: instance.scale.toNumber(),
    tolerance: 1e-7,
    until: SYMMETRIC_DEPTH,
  });
  const best = Math.sqrt(optimum.marginSquared.toNumber());
  const margin = run.final.normalizedMargin;
  return {
    data: `L2: ${data.x.length} symmetric points in R^${data.x[0]!.length}, width ${start.a.length}`,
    points: data.x.length,
    alpha: alpha.toNumber(),
    margin,
    optimum: { lower: best, upper: best },
    ratio: margin / best,
  };
}

async function hintedRow(name: string, instance: HintedCase) {
  const data = hintedData(instance);
  const optimum = await twoLayerMargin(data, { alpha: instance.alpha });
  if (optimum.status !== 'optimal') throw new Error('expected a certified optimum of hinted data');
  const run = runFromSmallStart({
    data,
    alpha: instance.alpha.toNumber(),
    start: instance.start,
    scale: instance.scale.toNumber(),
    tolerance: 1e-7,
    until: HINTED_DEPTH,
  });
  const bounds = { lower: optimum.margin.lower.toNumber(), upper: optimum.margin.upper.toNumber() };
  const row: Row = {
    data: `L4: ${name}, ${data.x.length} points in R^${data.x[0]!.length}, width ${instance.start.a.length}`,
    points: data.x.length,
    alpha: instance.alpha.toNumber(),
    margin: run.final.normalizedMargin,
    optimum: bounds,
    ratio: run.final.normalizedMargin / bounds.upper,
  };
  return { row, run, optimum };
}

/** A hinted case as it is printed. */
function inNumbers({ base, hints, alpha, scale, start }: HintedCase) {
  return {
    x: base.x.map((row) => row.map((value) => value.toNumber())),
    y: base.y,
    far: hints.far.toNumber(),
    near: hints.near.toNumber(),
    sideways: hints.sideways.toNumber(),
    alpha: alpha.toNumber(),
    scale: scale.toNumber(),
    neurons: start.a.length,
  };
}

/** (1, 0.2, 0)+ is a point with its label. */
function pointsOf({ x, y }: ReturnType<typeof inNumbers>): string[] {
  return x.map((row, i) => `(${row.join(', ').replaceAll('-', '−')})${y[i] === 1 ? '+' : '−'}`);
}

/** γ̄ reached by L2 and L4 runs against what any net of any width can reach. */
export const marginsAgainstOptimum: Exhibit = {
  id: 'margins-against-optimum',
  title: 'Margins reached against the certified optimum',
  async build(seed) {
    const draws = Array.from({ length: DRAWS }, (_, i) => i);
    const rows = draws.map((i) => symmetricRow(caseSeed(seed, 'margins: L2', i)));
    const example = await hintedRow('the printed example', printedExample);
    rows.push(example.row);
    for (const i of draws) {
      const instance = drawCase(hintedCases(), caseSeed(seed, 'margins: L4', i));
      rows.push((await hintedRow('drawn', { ...instance, scale: DEEP_SCALE })).row);
    }
    const exampleData = hintedData(printedExample);
    const shown = inNumbers(printedExample);
    const neuron = oneNeuronMargin(exampleData, printedExample.alpha, 1)!;
    const oneNeuron = Math.sqrt(neuron.marginSquared.toNumber());
    const orthogonal = Math.sqrt(predictedMarginSquared(printedExample)!.toNumber());
    const table = markdownTable(
      ['data', 'α', 'γ̄ reached', 'optimum, proved lower', 'proved upper', 'ratio'],
      rows.map((row) => [
        row.data,
        row.alpha,
        row.margin.toPrecision(10),
        row.optimum.lower.toPrecision(10),
        row.optimum.upper.toPrecision(10),
        row.ratio.toPrecision(8),
      ]),
    );
    return {
      markdown: [
        `Runs from small starts: on symmetric data (L2, σ = ${powerOfTen(SMALL.toNumber())}) to log10 loss ${powerOfTen(SYMMETRIC_DEPTH)}, on hinted data (L4, σ = ${powerOfTen(DEEP_SCALE.toNumber())}; the printed example σ = ${powerOfTen(shown.scale)}) to ${powerOfTen(HINTED_DEPTH)}. The optimum is that of all two-layer nets of any width: exact on symmetric data, enclosed by a certificate on hinted data.`,
        table,
        `The printed example, S = {${pointsOf(shown).join(', ')}} with x⊥ = e₃, u = e₂, α = ${shown.alpha}, H = ${shown.far}, K = ${shown.sideways}, ε = ${shown.near} and ${shown.neurons} neurons, ends at the max-margin solution of one neuron, ${oneNeuron.toPrecision(9)} by an exact quadratic program. (Here u is not orthogonal to S, so this is not ½(γ_S⁻² + ε⁻²)^(−½) = ${orthogonal.toPrecision(9)}.) Its optimum is certified by [this certificate](certificates/hinted-example-optimum.json).`,
        '![The printed example: the margin settles far below the optimum](figures/hinted-example.svg)',
      ].join('\n\n'),
      data: {
        small: { scale: SMALL.toNumber(), log10Loss: SYMMETRIC_DEPTH },
        hinted: { scale: DEEP_SCALE.toNumber(), log10Loss: HINTED_DEPTH },
        rows,
        example: { ...shown, oneNeuron, formulaForOrthogonalSpread: orthogonal },
      },
      figures: {
        'hinted-example': trainingFigure({
          trajectory: example.run,
          data: toFloats(exampleData),
          optimum: example.optimum.margin.upper.toNumber(),
        }),
      },
      certificates: { 'hinted-example-optimum': example.optimum.certificate },
    };
  },
};

/** Small enough for any α of the draws. */
const DEEP_SCALE = Rational.of(1n, 10n ** 32n);
