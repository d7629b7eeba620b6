import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { lineChart } from '../../../src/reporting/figures/line-chart.ts';
import { svgDocument } from '../../../src/reporting/figures/svg.ts';
import { markdownTable } from '../../../src/reporting/pages/markdown.ts';
import type { SpanState } from '../../../src/training/span-descent.ts';
import { norm, predictedLimit, sides } from '../descent-run.ts';
import { sampleRun, spacedSteps, usualFactor } from './sample-runs.ts';

const STEPS = 100_000;
const EARLY = 20_000;
/** From here on a run is to keep its pattern. */
const SETTLED = EARLY / 8;
const DRAWS = 12;
const SLOPES = [0.5, 0.1, 0];
const SIZE = { points: 8, dimension: 12, width: 8 };

/** One run against its limits. */
export function againstLimits(alpha: number, seed: number, index: number) {
  const run = sampleRun({ ...SIZE, alpha, factor: usualFactor(alpha) }, seed, index);
  const states = run.at([SETTLED, ...spacedSteps(STEPS), EARLY].sort((a, b) => a - b));
  const last = states.at(-1)!;
  const at = (step: number) => states.find((state) => state.step === step)!;
  const limit = predictedLimit(run, at(SETTLED), last);
  if (limit.status !== 'limit') return undefined;
  const spread = ({ margins }: SpanState) => Math.max(...margins) - Math.min(...margins);
  const rows = states.map((state) => ({
    step: state.step,
    lossDeviation: (state.loss * run.stepSize * state.step) / limit.total - 1,
    spread: spread(state),
    spreadDeviation: spread(state) - limit.spread,
    relativeSpread: spread(state) / norm(sides(run, state)),
    normRatio: norm(sides(run, state)) / (Math.sqrt(limit.total) * Math.log(state.step)),
  }));
  return {
    alpha,
    rows,
    early: rows.find(({ step }) => step === EARLY)!,
    last: rows.at(-1)!,
    limitSpread: limit.spread,
  };
}

/** Loss, norm and differences of margins against their limits. */
export const limits: Exhibit = {
  id: 'limits',
  title: 'Loss and margins against their limits',
  build(seed) {
    const draws = SLOPES.flatMap((alpha) =>
      Array.from({ length: DRAWS }, (_, i) => againstLimits(alpha, seed, i)).filter(
        (run) => run !== undefined,
      ),
    );
    const range = (values: readonly number[]) =>
      `${Math.min(...values).toExponential(1)} to ${Math.max(...values).toExponential(1)}`;
    const rows = SLOPES.map((alpha) => {
      const runs = draws.filter((run) => run.alpha === alpha);
      return [
        String(alpha),
        String(runs.length),
        range(runs.map(({ early }) => Math.abs(early.lossDeviation))),
        range(runs.map(({ last }) => Math.abs(last.lossDeviation))),
        range(runs.map(({ early }) => Math.abs(early.spreadDeviation))),
        range(runs.map(({ last }) => Math.abs(last.spreadDeviation))),
        range(runs.map(({ last }) => last.normRatio)),
      ];
    });
    const kept = SLOPES.map((slope) => draws.filter(({ alpha }) => alpha === slope).length);
    const [leaky, relu] = [draws[0]!, draws.find(({ alpha }) => alpha === 0)!];
    const line = (name: string, run: typeof leaky, value: (row: (typeof leaky.rows)[number]) => number) => ({
      name,
      points: run.rows.map((row) => [row.step, value(row)] as const),
    });
    const x = { label: 'steps', scale: 'log' } as const;
    const charts = [
      lineChart({
        title: '𝓛ηt relative to 1ᵀK⁻¹1',
        x,
        y: { label: '𝓛ηt/(1ᵀK⁻¹1)', scale: 'linear' },
        series: [
          line('leaky, α = 1/2', leaky, ({ lossDeviation }) => 1 + lossDeviation),
          line('ReLU', relu, ({ lossDeviation }) => 1 + lossDeviation),
          { ...line('limit', leaky, () => 1), dashed: true },
        ],
      }),
      lineChart({
        title: 'Spread of the margins, max q − min q',
        x,
        y: { label: 'spread', scale: 'linear' },
        series: [
          line('leaky, α = 1/2', leaky, ({ spread }) => spread),
          line('ReLU', relu, ({ spread }) => spread),
          { ...line('limit, leaky', leaky, () => leaky.limitSpread), dashed: true },
          { ...line('limit, ReLU', relu, () => relu.limitSpread), dashed: true },
        ],
      }),
      lineChart({
        title: 'The same over the norm',
        x,
        y: { label: 'spread/‖W‖', scale: 'log' },
        series: [
          line('leaky, α = 1/2', leaky, ({ relativeSpread }) => relativeSpread),
          line('ReLU', relu, ({ relativeSpread }) => relativeSpread),
        ],
      }),
    ];
    return {
      markdown: [
        `n = ${SIZE.points}, m = ${SIZE.width}, d = ${SIZE.dimension}, C = max(5, 2/α), η·max‖x‖² = m/2, ${DRAWS} draws of data and start for each slope. Deviations of 𝓛ηt/(1ᵀK⁻¹1) from 1 and of the spread of margins from log(max u/min u), u = K⁻¹1, after ${EARLY} and ${STEPS} steps; the norm over √(1ᵀK⁻¹1)·log t is still rising there:`,
        markdownTable(
          ['α', 'runs', 'loss, early', 'loss, late', 'spread, early', 'spread, late', 'norm ratio, late'],
          rows,
        ),
        '![Loss and margins](figures/limits.svg)',
        `Runs of a ReLU in which a neuron comes to see a point of its own sign after ${SETTLED} steps are left out: K changes there.`,
      ].join('\n\n'),
      data: { ...SIZE, drawsOfEachSlope: DRAWS, settled: SETTLED, early: EARLY, steps: STEPS, kept, draws },
      figures: { limits: svgDocument('Loss and margins against their limits', charts) },
    };
  },
};
