import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { lineChart } from '../../../src/reporting/figures/line-chart.ts';
import { svgDocument } from '../../../src/reporting/figures/svg.ts';
import { markdownTable, powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { diagonalProblem, preciselyOnce, statesOf } from '../diagonal-run.ts';
import { excessOf } from '../excess.ts';
import { l1Limit } from '../l1-limit.ts';
import { plainData } from '../plain-data.ts';

const DATA = plainData([
  [4, 1, 3],
  [1, 4, 0],
  [6, 5, -2],
]);
const RUNS = [
  { power: 2, alpha: 0.1 },
  { power: 2, alpha: 1 },
  { power: 2, alpha: 10 },
  { power: 2, alpha: 100 },
  { power: 3, alpha: 0.1 },
  { power: 3, alpha: 1 },
  { power: 3, alpha: 10 },
  { power: 4, alpha: 0.1 },
  { power: 4, alpha: 1 },
];
const UNTIL = -1e9;
const MARKS = [-1e1, -1e3, -1e5, -1e7, -1e9];

/** How far from the ℓ1 separator the network is at each loss. */
export const excessAgainstLoss: Exhibit = {
  id: 'excess-against-loss',
  title: 'ℓ1 excess against the loss',
  async build() {
    const optimum = await l1Limit(DATA);
    if (typeof optimum === 'string') throw new Error(optimum);
    const curves = RUNS.map(({ power, alpha }) => {
      const states = statesOf(preciselyOnce(diagonalProblem(DATA, power, alpha, UNTIL)));
      const points = states
        .filter(({ depth, leastMargin }) => depth > 0.1 && leastMargin > 0)
        .map((state): [number, number] => [state.depth / Math.LN10, excessOf(state, optimum.margin)]);
      return { power, alpha, points };
    });
    const figure = (wanted: (power: number) => boolean, title: string) =>
      lineChart({
        title,
        x: { label: '−log₁₀ loss', scale: 'log' },
        y: { label: 'ℓ1 excess γ₁‖w‖₁/min q − 1', scale: 'log' },
        series: curves
          .filter(({ power }) => wanted(power))
          .map(({ power, alpha, points }) => ({ name: `D = ${power}, α = ${alpha}`, points })),
      });
    const at = (points: readonly (readonly [number, number])[], mark: number) =>
      points.reduce((best, point) =>
        Math.abs(Math.log(-point[0] / mark)) < Math.abs(Math.log(-best[0] / mark)) ? point : best,
      )[1];
    return {
      markdown: [
        `z = (4, 1, 3), (1, 4, 0), (6, 5, −2): the ℓ1 separator is regular with rate κ = ${optimum.rate.toPrecision(4)}. For D = 2 all scales reach it, the larger ones later: the excess falls like (log(1/𝓛)/α²)^−κ. For D ≥ 3 small starts rest at a stationary point of the ℓ_{2/D} problem.`,
        '![ℓ1 excess against the loss](figures/excess-against-loss.svg)',
        markdownTable(
          ['D', 'α', ...MARKS.map((mark) => `at log10 loss ${powerOfTen(mark)}`)],
          curves.map(({ power, alpha, points }) => [
            power,
            alpha,
            ...MARKS.map((mark) => at(points, mark).toExponential(2)),
          ]),
        ),
      ].join('\n\n'),
      data: { rate: optimum.rate, log10Loss: MARKS, curves },
      figures: {
        'excess-against-loss': svgDocument('ℓ1 excess against the loss', [
          figure((power) => power === 2, 'Depth 2'),
          figure((power) => power > 2, 'Depth 3 and 4'),
        ]),
      },
    };
  },
};
