import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import { bundledDataset } from '../../../src/data/bundled.ts';
import type { Dataset } from '../../../src/data/dataset.ts';
import { decimalField } from '../../../src/numbers/decimal.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { lineChart } from '../../../src/reporting/figures/line-chart.ts';
import { svgDocument } from '../../../src/reporting/figures/svg.ts';
import { markdownTable } from '../../../src/reporting/pages/markdown.ts';
import { onePointDepth, trainedDepths } from '../excess.ts';
import { balanced } from '../generators.ts';
import { l1Limit } from '../l1-limit.ts';

/** How near to a depth its run ends, in log G: the last correction leaves nine digits. */
const LOCATED = 1e-5;
/** log(1/𝓛) to which runs go, in units of α²: three times what iris needs for the least excess, and before its runs slow down. */
const DEEPEST = 2.5e8;
const EXCESSES = ['0.1', '0.01', '0.001'] as const;
const SCALES = [0.25, 0.5, 1, 2, 4, 8];
const DIGITS = 40;
/** Guard digits: e^{4mν} magnifies the error of ν. */
const GUARD = 8;

const ONE_POINT: Dataset = {
  name: 'x = (1, 2)',
  x: [[Rational.ONE, Rational.of(2n)]],
  y: [1],
};

/** −log10 𝓛 for x = (1, 2) and α = 1, to 40 digits. */
export function onePointExponent(excess: string): string {
  const field = decimalField(DIGITS + GUARD);
  const sizes = [field.one, field.fromNumber(2)];
  const depth = onePointDepth(field, sizes, field.fromRational(Rational.fromDecimal(excess)));
  return field
    .div(depth, field.log(field.fromNumber(10)))
    .toSignificantDigits(DIGITS)
    .toString();
}

/** −log10 of the loss that the trainer needs, by scale and excess; null where it needs none or more than 10^(−10⁸·α²). */
async function curve(data: Dataset) {
  const optimum = await l1Limit(data);
  if (typeof optimum === 'string') throw new Error(optimum);
  const needed = SCALES.map((alpha) => ({
    alpha,
    exponents: trainedDepths(
      data,
      optimum.margin,
      alpha,
      EXCESSES.map(Number),
      DEEPEST * Math.max(1, alpha ** 2),
      LOCATED,
    ).map((depth) => depth && depth / Math.LN10),
  }));
  return { name: data.name, rate: optimum.rate, needed };
}

/** The loss needed before the direction is near the ℓ1 separator, over the scale of the start. */
export const lossNeeded: Exhibit = {
  id: 'loss-needed',
  title: 'Ridiculous accuracies: the loss needed for a small ℓ1 excess',
  async build(seed) {
    const exact = EXCESSES.map((excess) => ({ excess, exponent: onePointExponent(excess) }));
    const generated = {
      ...drawCase(balanced(0.4, 0.6), caseSeed(seed, 'loss-needed', 0)),
      name: 'generated',
    };
    const iris = { ...bundledDataset('iris'), name: 'iris' };
    const curves = [await curve(ONE_POINT), await curve(generated), await curve(iris)];
    const table = ({ name, rate, needed }: (typeof curves)[number]) => [
      `**${name}**, κ = ${rate.toPrecision(4)}`,
      markdownTable(
        ['α', ...EXCESSES.map((excess) => `excess ${Number(excess) * 100} %`)],
        needed.map(({ alpha, exponents }) => [
          alpha,
          ...exponents.map((value) => (value === null ? '–' : `−${value.toPrecision(9)}`)),
        ]),
      ),
    ];
    return {
      markdown: [
        'One point x = (1, 2), α = 1: log10 of the loss at which the ℓ1 excess is reached, from the closed form. It is exactly proportional to α².',
        markdownTable(
          ['excess', 'log10 loss'],
          exact.map(({ excess, exponent }) => [`${Number(excess) * 100} %`, `−${exponent}`]),
        ),
        `The same by the trainer, over α, for that point, for a generated set, and for iris (setosa against versicolor, ${iris.x.length} points in ${iris.x[0]!.length} dimensions). A dash: the excess is reached before the data is separated, or not on the way.`,
        ...curves.flatMap(table),
        '![log10 of the exponent over α](figures/loss-needed.svg)',
      ].join('\n\n'),
      data: {
        exact: exact.map(({ excess, exponent }) => ({
          excess: Number(excess),
          log10Loss: -Number(exponent),
          exponent,
        })),
        irisPoints: iris.x.length,
        curves,
      },
      figures: {
        'loss-needed': svgDocument(
          'Loss needed for a small ℓ1 excess',
          curves.map(({ name, needed }) =>
            lineChart({
              title: name,
              x: { label: 'α', scale: 'log' },
              y: { label: '−log₁₀ loss', scale: 'log' },
              series: EXCESSES.map((excess, k) => ({
                name: `excess ${Number(excess) * 100} %`,
                points: needed.flatMap(({ alpha, exponents }): [number, number][] =>
                  exponents[k] == null ? [] : [[alpha, exponents[k]]],
                ),
              })),
            }),
          ),
        ),
      },
    };
  },
};
