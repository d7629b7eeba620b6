import { parseModel } from '../../../src/models/parse.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { lineChart } from '../../../src/reporting/figures/line-chart.ts';
import { svgDocument } from '../../../src/reporting/figures/svg.ts';
import { powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { flow } from '../../../src/training/flow.ts';
import { diagonalLimit } from '../diagonal-limit.ts';

const HALF = Rational.of(1n, 2n);
const rationals = (values: readonly number[]) => values.map(Rational.fromDouble);

/** Starts (u, v) of Σ v_j u_j x_j, by what is dead at the second coordinate. */
const STARTS = [
  { name: 'alive: u = (1, ½), v = (1, 0)', start: [1, 0.5, 1, 0] },
  { name: 'hardly alive: u = v = (1, 1/128)', start: [1, 1 / 128, 1, 1 / 128] },
  { name: 'the wrong sign only: u = (1, ½), v = (1, −½)', start: [1, 0.5, 1, -0.5] },
  { name: 'all dead: u = v = (1, 0)', start: [1, 0, 1, 0] },
] as const;

const UNTIL = -1e9;

/** V4: what dead parts cost on x = (1, 2). */
export const deadParts: Exhibit = {
  id: 'dead-parts',
  title: 'What a dead coordinate costs',
  build() {
    const data = { name: 'x = (1, 2)', x: [rationals([1, 2])], y: [1 as const] };
    const runs = STARTS.map(({ name, start }) => {
      const limit = diagonalLimit(data, rationals(start))!;
      const run = flow({
        model: parseModel('diagonal:2', 2),
        data,
        loss: 'exponential',
        start: [...start],
        until: UNTIL,
      });
      const points = run.records
        .filter(({ log10Loss }) => log10Loss < -1)
        .map(({ log10Loss, normalizedMargin }): [number, number] => [-log10Loss, 0.5 / normalizedMargin]);
      return { name, start, points, limit: String(limit.cost), end: points.at(-1)![1] };
    });
    const figure = lineChart({
      title: 'Cost ½‖θ‖² at margin 1 on x = (1, 2): the least is ½',
      x: { label: '−log₁₀ loss', scale: 'log' },
      y: { label: 'cost', scale: 'linear' },
      series: runs,
    });
    return {
      markdown: `A coordinate of $\\sum_j v_j u_j x_j$ grows towards $w_j > 0$ from $u_j + v_j$ and towards $w_j < 0$ from $u_j - v_j$; what is 0 stays 0. On $x = (1, 2)$ the limit is ${runs.map(({ name, limit }) => `cost ${limit} (${name})`).join(', ')}: exact linear programs. By log10 loss ${powerOfTen(UNTIL)} the runs are at ${runs.map(({ end }) => end.toFixed(4)).join(', ')}.\n\n![Cost against loss](figures/dead-parts.svg)`,
      data: {
        leastCost: String(HALF),
        log10Loss: UNTIL,
        runs: runs.map(({ name, start, limit, end }) => ({ name, start, limit, end })),
      },
      figures: { 'dead-parts': svgDocument('Cost against loss', [figure]) },
    };
  },
};
