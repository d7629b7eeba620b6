import { nullVector } from '../../../oracles/local-optimality/null-vector.ts';
import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import { separable } from '../../../src/generators/datasets.ts';
import { parseModel } from '../../../src/models/parse.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { lineChart } from '../../../src/reporting/figures/line-chart.ts';
import { svgDocument } from '../../../src/reporting/figures/svg.ts';
import { powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { flow } from '../../../src/training/flow.ts';
import { gaussianStart } from '../../../src/training/start.ts';

const DEPTHS = [2, 3, 4, 5];
const GRID = 128;
/** Runs of depth 3 from random starts, how deep they go, and what counts as dead or as no support vector there. */
const RUNS = 60;
const DEEP = -1e30;
const NEGLIGIBLE = 1e-3;

/** The cost D/2·Σ|w_j|^{2/D} of x = (1, 1) along w = (½ + e, ½ − e), relative to that of (½, ½). */
function costAlong(depth: number): [number, number][] {
  const cost = (w: number) => w ** (2 / depth) + (1 - w) ** (2 / depth);
  return Array.from({ length: GRID + 1 }, (_, k) => [k / GRID, cost(k / GRID) / cost(0.5)]);
}

/** Whether the support vectors of a deep run determine its live coordinates, which makes the limit a local optimum; undefined if it did not get there. */
function endsLocal(seed: number): boolean | undefined {
  const data = drawCase(separable({ points: [1, 3], dimension: [2, 4] }), seed);
  const dimension = data.x[0]!.length;
  const model = parseModel('diagonal:3', dimension);
  const start = gaussianStart(3 * dimension, 1, seed);
  const run = flow({ model, data, loss: 'exponential', start, until: DEEP, snapshots: true });
  if (run.reason.kind !== 'target') return undefined;
  const { direction } = run.final;
  const factor = (l: number, j: number) => direction![l * dimension + j]!;
  const coordinates = Array.from({ length: dimension }, (_, j) => j);
  const w = coordinates.map((j) => factor(0, j) * factor(1, j) * factor(2, j));
  const margins = data.x.map(
    (row, i) => data.y[i]! * row.reduce((sum, x, j) => sum + x.toNumber() * w[j]!, 0),
  );
  const least = Math.min(...margins);
  const support = data.x.filter((_, i) => margins[i]! <= (1 + NEGLIGIBLE) * least);
  const live = coordinates.filter((j) => Math.abs(factor(0, j)) > NEGLIGIBLE);
  return (
    nullVector(
      support.map((row) => live.map((j) => row[j]!)),
      live.length,
    ) === null
  );
}

/** V7: why starts on the ray are special. */
export const unstableRay: Exhibit = {
  id: 'unstable-ray',
  title: 'Depth 3 and more: the ray is a maximum',
  build(seed) {
    const figure = lineChart({
      title: 'Least cost of w = (w₁, 1 − w₁) on x = (1, 1), relative to (½, ½)',
      x: { label: 'w₁', scale: 'linear' },
      y: { label: 'relative cost', scale: 'linear' },
      series: DEPTHS.map((depth) => ({ name: `depth ${depth}`, points: costAlong(depth) })),
    });
    const outcomes = Array.from({ length: RUNS }, (_, i) => endsLocal(caseSeed(seed, 'random starts', i)));
    const count = (value: boolean | undefined) => outcomes.filter((outcome) => outcome === value).length;
    const counts = { runs: RUNS, local: count(true), notLocal: count(false), stopped: count(undefined) };
    return {
      markdown: `At depth $D$ a network that computes $w$ costs at least $\\tfrac D2 \\sum_j |w_j|^{2/D}$. On $x = (1, 1)$, where every $w$ with $w_1 + w_2 = 1$ has margin 1, that is flat at depth 2, and at depth 3 and more it is largest at $(\\tfrac12, \\tfrac12)$, where equal starts end.\n\n![Cost along the margin constraint](figures/unstable-ray.svg)\n\nFrom Gaussian starts of depth 3 on random data (1 to 3 points in 2 to 4 dimensions), followed to log10 loss ${powerOfTen(DEEP)}, ${counts.local} of ${RUNS} runs end with support vectors that determine the live coordinates, so that the limit is a local optimum, ${counts.notLocal} do not, and ${counts.stopped} stopped before. Measured: the limits are irrational, and coordinates below ${NEGLIGIBLE} of ‖θ‖ are taken as dead.`,
      data: {
        counts,
        log10Loss: DEEP,
        negligible: NEGLIGIBLE,
        relativeCostAtTheEnds: DEPTHS.map((depth) => ({ depth, cost: costAlong(depth)[0]![1] })),
      },
      figures: { 'unstable-ray': svgDocument('Cost along the margin constraint', [figure]) },
    };
  },
};
