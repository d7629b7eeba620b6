import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { type LineChart, lineChart, type Series } from '../../../src/reporting/figures/line-chart.ts';
import { svgDocument } from '../../../src/reporting/figures/svg.ts';
import { markdownTable, powerOfTen, rounded } from '../../../src/reporting/pages/markdown.ts';
import type { TrajectoryRecord } from '../../../src/training/trajectory.ts';
import { type SampleApproach, sampleApproaches } from './sample-approaches.ts';

/** Log-loss times before this are of one step, and a logarithmic axis would be all of them. */
const FIRST_TIME = 1e-3;
/** Where lines of the figure end: the linear model goes on for long and would squeeze the others, as would runs that were carried deeper. */
const LAST_TIME = 100;
const DEEPEST = -1e9;
/** Lines that a chart can show in different colours. */
const LINES_A_CHART = 6;

/** One line a model over log-loss time. */
function over(
  samples: readonly SampleApproach[],
  value: (record: TrajectoryRecord, sample: SampleApproach) => number,
): Series[] {
  return samples.map((sample) => ({
    name: sample.family,
    points: sample.approach.runs.fine.records
      .filter(({ time, log10Loss }) => time > FIRST_TIME && time < LAST_TIME && log10Loss >= 2 * DEEPEST)
      .map((record) => [record.time, value(record, sample)] as const),
  }));
}

/** The smoothed margin as a part of the limit's margin; before every point is classified it is below 0 and left out. */
function marginPart({ smoothedMargin }: TrajectoryRecord, { approach: { limit } }: SampleApproach): number {
  if (limit.kind === 'unsnapped' || !(smoothedMargin > 0)) return Number.NaN;
  return smoothedMargin / limit.normalizedMargin;
}

function figureOf(samples: readonly SampleApproach[]): string {
  const time = { label: 'log-loss time', scale: 'log' } as const;
  const groups = [samples.slice(0, LINES_A_CHART), samples.slice(LINES_A_CHART)];
  const charts = groups.flatMap((group): LineChart[] => [
    {
      title: 'Loss',
      x: time,
      y: { label: '−log₁₀ loss', scale: 'log' },
      series: over(group, ({ log10Loss }) => -log10Loss),
    },
    {
      title: 'Smoothed margin, as a part of the margin of the certified limit',
      x: time,
      y: { label: 'part', scale: 'linear' },
      series: over(group, marginPart),
    },
  ]);
  return svgDocument('Loss and smoothed margin over log-loss time', charts.map(lineChart));
}

/** F1, one run a model. */
export const marginsAndLosses: Exhibit = {
  id: 'margins-and-losses',
  title: 'Loss and smoothed margin over log-loss time',
  build(seed) {
    const samples = sampleApproaches(seed, 1);
    const rows = samples.map(({ family, instance, approach: { runs, limit, model } }) => ({
      family,
      model: model.spec,
      loss: instance.loss,
      points: instance.data.x.length,
      log10Loss: runs.fine.final.log10Loss,
      largestLossRise: runs.fine.largestLossRise,
      largestSmoothedMarginDrop: runs.fine.largestSmoothedMarginDrop,
      conservationDrift: runs.fine.conservationDrift,
      smoothedMargin: runs.fine.final.smoothedMargin,
      limitMargin: limit.kind === 'snapped' ? limit.normalizedMargin : null,
    }));
    const linearTime = samples.find(({ family }) => family === 'linear')!.approach.runs.fine.final.time;
    const table = markdownTable(
      [
        'model',
        'SPEC',
        'loss',
        'points',
        'log10 loss',
        'largest rise of log 𝓛',
        'largest drop of the smoothed margin',
        'drift of invariants',
        'smoothed margin',
        'margin of the limit',
      ],
      rows.map(({ limitMargin, ...row }) => [...Object.values(row), limitMargin ?? 'not found'].map(rounded)),
    );
    return {
      markdown: `One run of each model (F1). The loss falls all the way, and from n𝓛 < ℓ(0) on the smoothed margin rises to the margin of the limit, which is certified on its own. In log-loss time, θ' = −∇ log 𝓛, models of degree 2 pass 10^(${powerOfTen(DEEPEST)}) after some ten units, the linear one after ${linearTime.toExponential(0)} (its lines are cut at ${LAST_TIME}), and those of degree 3 and more reach any loss before a finite time.\n\n![Loss and smoothed margin](figures/margins-and-losses.svg)\n\n${table}`,
      data: { rows, lastTime: LAST_TIME, deepest: DEEPEST, linearTime },
      figures: { 'margins-and-losses': figureOf(samples) },
    };
  },
};
