import { qMuMinimum } from '../../../oracles/q-mu-minimum.ts';
import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import type { Dataset } from '../../../src/data/dataset.ts';
import { separable } from '../../../src/generators/datasets.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { lineChart } from '../../../src/reporting/figures/line-chart.ts';
import { svgDocument } from '../../../src/reporting/figures/svg.ts';
import { markdownTable, powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { diagonalProblem, preciselyOnce, statesOf } from '../diagonal-run.ts';
import { dualPath, largestFall } from '../dual-path.ts';
import { firstMultiplier, frozenLimit, peak, vanishing } from '../losing-support.ts';
import { plainData } from '../plain-data.ts';

const NET = { a: 5, b: 4, c: 3 };
const COUNTEREXAMPLE = plainData([
  [NET.a, 0],
  [NET.b, NET.c],
]);
/** Where the flow stands for α → ∞ is read off at this scale; the error is of order μ/α². */
const SCALE = 1000;
const RANDOM_SETS = 65;
const RANDOM_RATIO = 100;
/** A multiplier that falls by more than this part of the largest, and a flow that differs by more than C·μ/α². */
const FALLS = 1e-6;
const DIFFERS = 5e-6;
const FAR = 1e8;
const RATIOS = [10, 30, 100, 200, 300, 402.95];

/** w/log(1/𝓛) of the flow at log(1/𝓛) = α²/μ. */
function flowAt(data: Dataset, inverseMu: number): number[] {
  const until = (-(SCALE ** 2) * inverseMu) / Math.LN10;
  const { w, depth } = statesOf(preciselyOnce(diagonalProblem(data, 2, SCALE, until))).at(-1)!;
  return Array.from(w, (value) => value / depth);
}

function minimiserAt(data: Dataset, inverseMu: number): number[] {
  const minimum = qMuMinimum(data, Rational.ONE.div(Rational.fromDouble(inverseMu)));
  if (minimum.status !== 'optimal') throw new Error('the data is not separable');
  return minimum.w.map((value) => value.toNumber());
}

function relativeDistance(w: readonly number[], from: readonly number[]): number {
  return Math.hypot(...w.map((value, j) => value - from[j]!)) / Math.hypot(...from);
}

const show = (w: readonly number[]) => `(${w.map((value) => value.toFixed(6)).join(', ')})`;
const percent = (value: number) => `${(100 * value).toPrecision(3)} %`;

/** The counterexample to "the support vectors do not change", by closed form and by the trainer. */
export function losingSupportTable() {
  return RATIOS.map((inverseMu) => {
    const [flow, minimiser] = [flowAt(COUNTEREXAMPLE, inverseMu), minimiserAt(COUNTEREXAMPLE, inverseMu)];
    const predicted = inverseMu > peak(NET) ? [...frozenLimit(NET, inverseMu)] : minimiser;
    return {
      inverseMu,
      firstMultiplier: firstMultiplier(NET, inverseMu),
      minimiser,
      predicted,
      flow,
      difference: relativeDistance(flow, minimiser),
      offPredicted: relativeDistance(flow, predicted),
    };
  });
}

/** The flow against the Q_μ minimiser where the multipliers grow and where one falls. */
export const betweenRegimes: Exhibit = {
  id: 'between-regimes',
  title: 'Between the regimes: Q_μ, and where the flow leaves it',
  build(seed) {
    const table = losingSupportTable();
    const random = Array.from({ length: RANDOM_SETS }, (_, i) => {
      const drawn = separable({ points: [2, 5], dimension: [2, 4] });
      const data = drawCase(drawn, caseSeed(seed, 'between-regimes', i));
      const minimiser = minimiserAt(data, RANDOM_RATIO);
      const fall = largestFall(dualPath(data, minimiser, 1 / RANDOM_RATIO));
      return { fall, difference: relativeDistance(flowAt(data, RANDOM_RATIO), minimiser) };
    });
    const count = (falls: boolean, differs: boolean) =>
      random.filter(({ fall, difference }) => fall > FALLS === falls && difference > DIFFERS === differs)
        .length;
    const counts = [false, true].map((falls) => ({
      falls,
      agrees: count(falls, false),
      differs: count(falls, true),
    }));
    const spread = (falls: boolean) => {
      const values = random.filter(({ fall }) => fall > FALLS === falls).map(({ difference }) => difference);
      return values.length === 0
        ? '–'
        : `${Math.min(...values).toExponential(1)} to ${Math.max(...values).toExponential(1)}`;
    };
    const three = plainData([
      [1, -4, 4],
      [3, 2, 3],
    ]);
    const farDifference = relativeDistance(flowAt(three, FAR), minimiserAt(three, FAR));
    const grid = Array.from({ length: 81 }, (_, k) => 10 ** (k / 30));
    const inside = (inverseMu: number) => inverseMu < vanishing(NET);
    return {
      markdown: [
        `x = (${NET.a}, 0), (${NET.b}, ${NET.c}), y = +1. Both points support the minimiser of Q_μ for all 1/μ < ${vanishing(NET).toFixed(3)}, so that it stays at ${show(table[0]!.minimiser)}. Its first dual variable is largest at 1/μ = ${peak(NET).toFixed(4)}, with λ₁ = ${firstMultiplier(NET, peak(NET)).toFixed(6)}. The flow, whose multipliers cannot decrease, keeps that value and leaves the minimiser there. The flow is the trainer's at α = ${SCALE}, the prediction is the closed form with the multiplier frozen.`,
        markdownTable(
          [
            '1/μ',
            'λ₁ of the minimiser',
            'minimiser',
            'flow, predicted',
            'flow',
            'flow off the minimiser',
            'off the prediction',
          ],
          table.map((row) => [
            row.inverseMu,
            row.firstMultiplier.toFixed(6),
            show(row.minimiser),
            show(row.predicted),
            show(row.flow),
            percent(row.difference),
            row.offPredicted.toExponential(1),
          ]),
        ),
        '![Flow and minimiser over 1/μ](figures/between-regimes.svg)',
        `z = (1, −4, 4), (3, 2, 3) at 1/μ = ${powerOfTen(FAR)}: the flow is ${percent(farDifference)} off the minimiser.`,
        `${RANDOM_SETS} random sets (2–5 points, 2–4 dimensions) at 1/μ = ${RANDOM_RATIO}: does the flow agree with the minimiser, and does a dual variable fall on the way?`,
        markdownTable(
          ['', 'flow agrees', 'flow differs', 'relative difference'],
          counts.map(({ falls, agrees, differs }) => [
            `${falls ? 'some' : 'no'} dual variable falls`,
            agrees,
            differs,
            spread(falls),
          ]),
        ),
      ].join('\n\n'),
      data: {
        peak: peak(NET),
        peakMultiplier: firstMultiplier(NET, peak(NET)),
        vanishing: vanishing(NET),
        table,
        alpha: SCALE,
        far: { inverseMu: FAR, difference: farDifference },
        randomSets: { sets: RANDOM_SETS, inverseMu: RANDOM_RATIO, counts, random },
      },
      figures: {
        'between-regimes': svgDocument('Flow and Q_μ minimiser', [
          lineChart({
            title: 'x = (5, 0), (4, 3): first dual variable of the minimiser, and 4|ν₁| of the flow',
            x: { label: '1/μ', scale: 'log' },
            y: { label: 'λ₁', scale: 'linear' },
            series: [
              {
                name: 'minimiser of Q_μ',
                points: grid.filter(inside).map((u) => [u, firstMultiplier(NET, u)]),
                dashed: true,
              },
              {
                name: 'flow',
                points: grid.map((u) => [u, firstMultiplier(NET, Math.min(u, peak(NET)))]),
              },
            ],
          }),
          lineChart({
            title: 'w/log(1/𝓛): solid the flow as predicted, dashed the minimiser',
            x: { label: '1/μ', scale: 'log' },
            y: { label: 'weight', scale: 'linear' },
            series: [0, 1].flatMap((j) => [
              {
                name: `w${j + 1}, flow`,
                points: grid
                  .filter((u) => u > peak(NET))
                  .map((u): [number, number] => [u, frozenLimit(NET, u)[j]!]),
              },
              {
                name: `w${j + 1}, minimiser`,
                points: grid.filter(inside).map((u): [number, number] => [u, table[0]!.minimiser[j]!]),
                dashed: true,
              },
            ]),
          }),
        ]),
      },
    };
  },
};
