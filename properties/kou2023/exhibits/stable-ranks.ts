import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { lineChart } from '../../../src/reporting/figures/line-chart.ts';
import { svgDocument } from '../../../src/reporting/figures/svg.ts';
import { markdownTable } from '../../../src/reporting/pages/markdown.ts';
import { type DescentRun, largestStableRank, sides } from '../descent-run.ts';
import { sampleRun, spacedSteps, usualFactor } from './sample-runs.ts';

const STEPS = 100_000;
/** Sizes n, d, m of ReLU nets, with the steps that they are given and the draws. */
const SIZES = [
  { points: 8, dimension: 12, width: 8, steps: 20_000, draws: 12 },
  { points: 8, dimension: 220, width: 8, steps: 20_000, draws: 6 },
  { points: 8, dimension: 12, width: 100, steps: 10_000, draws: 4 },
  { points: 20, dimension: 24, width: 30, steps: 5_000, draws: 4 },
  { points: 40, dimension: 44, width: 40, steps: 2_000, draws: 3 },
  { points: 40, dimension: 220, width: 100, steps: 1_000, draws: 2 },
];

/** m/min_i N_i for the neurons of each point's own sign that see it after the first steps. */
function widthOverSeeing({ data, width, at }: DescentRun, steps: number): number {
  const [state] = at([steps]);
  const counts = Array.from({ length: data.points }, (_, i) => {
    const first = data.y[i] === 1 ? 0 : width;
    let count = 0;
    for (let k = first; k < first + width; k++) if (state!.preActivations[k * data.points + i]! > 0) count++;
    return count;
  });
  return width / Math.min(...counts);
}

/** Stable ranks over time, leaky and not, and over the sizes of ReLU nets. */
export const stableRanks: Exhibit = {
  id: 'stable-ranks',
  title: 'Stable ranks over time and over sizes',
  build(seed) {
    const size = { points: 8, dimension: 12, width: 8 };
    const curves = [0.5, 0.1, 0].map((alpha) => {
      const run = sampleRun({ ...size, alpha, factor: usualFactor(alpha) }, seed, 0);
      return {
        alpha,
        points: run
          .at(spacedSteps(STEPS))
          .map((state) => [state.step, largestStableRank(sides(run, state))] as const),
      };
    });
    const leakyEnds = [0.5, 0.1].flatMap((alpha) =>
      Array.from({ length: 6 }, (_, i) => {
        const run = sampleRun({ ...size, alpha, factor: usualFactor(alpha) }, seed, i);
        return largestStableRank(sides(run, run.at([20_000])[0]!)) - 1;
      }),
    );
    const relu = SIZES.map(({ steps, draws, ...shape }) => {
      const runs = Array.from({ length: draws }, (_, i) => {
        const run = sampleRun({ ...shape, alpha: 0, factor: 5 }, seed, i);
        return {
          stableRank: largestStableRank(sides(run, run.at([steps])[0]!)),
          bound: widthOverSeeing(run, steps),
        };
      });
      const [ranks, bounds] = [runs.map(({ stableRank }) => stableRank), runs.map(({ bound }) => bound)];
      return { ...shape, steps, draws, least: Math.min(...ranks), most: Math.max(...ranks), bounds };
    });
    const x = { label: 'steps', scale: 'log' } as const;
    const names = ['leaky, α = 1/2', 'leaky, α = 1/10', 'ReLU'];
    const charts = [
      lineChart({
        title: 'Larger stable rank of W₊ and W₋',
        x,
        y: { label: '‖W‖_F²/‖W‖₂²', scale: 'linear' },
        series: curves.map(({ points }, i) => ({ name: names[i]!, points })),
      }),
      lineChart({
        title: 'The same less 1',
        x,
        y: { label: 'stable rank − 1', scale: 'log' },
        series: curves.map(({ points }, i) => ({
          name: names[i]!,
          points: points.map(([step, rank]) => [step, rank - 1] as const),
        })),
      }),
    ];
    return {
      markdown: [
        `Leaky neurons of one sign differ by a constant from the first step on, so that the stable rank less 1 falls like 1/log² t: ${Math.min(...leakyEnds).toExponential(1)} to ${Math.max(...leakyEnds).toExponential(1)} after 20,000 steps in ${leakyEnds.length} runs (n = 8, m = 8, d = 12, C = max(5, 2/α)). Those of a ReLU net end in a rank of their own.`,
        '![Stable ranks over time](figures/stable-ranks.svg)',
        'ReLU nets of other sizes, C = 5. The stable rank does not grow; (C/(C − 1))²·m/min N, with N the neurons of a point’s own sign that see it, bounds it from far above:',
        markdownTable(
          ['n', 'd', 'm', 'steps', 'draws', 'stable rank', 'm/min N'],
          relu.map(({ points, dimension, width, steps, draws, least, most, bounds }) => [
            ...[points, dimension, width, steps, draws].map(String),
            `${least.toFixed(2)} to ${most.toFixed(2)}`,
            `${Math.min(...bounds).toFixed(1)} to ${Math.max(...bounds).toFixed(1)}`,
          ]),
        ),
      ].join('\n\n'),
      data: { curves, leakyEnds, relu },
      figures: { 'stable-ranks': svgDocument('Stable ranks', charts) },
    };
  },
};
