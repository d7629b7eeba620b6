import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { lineChart } from '../../../src/reporting/figures/line-chart.ts';
import { svgDocument } from '../../../src/reporting/figures/svg.ts';
import { markdownTable, rounded } from '../../../src/reporting/pages/markdown.ts';
import { type Decline, distancesOf, ROUNDING } from '../approach.ts';
import { type SampleApproach, sampleApproaches } from './sample-approaches.ts';

const RUNS_A_MODEL = 3;
/** Lines that a chart can show in different colours. */
const LINES_A_CHART = 6;

/** 1 − cos of a run with several points comes with the chatter of softmax weights, of about this size, at the marks before its end. */
const CHATTER = 1e-10;

/** The exponent of log(1/loss) between the last two marks, where a quantity is above its rounding. */
function lastExponent(decline: Decline, rounding: number): number | null {
  const [before, last] = decline.slice(-2);
  return before && last && last.value > rounding
    ? Math.log(last.value / before.value) / Math.log(last.log10Loss / before.log10Loss)
    : null;
}

function rowOf({ family, instance, approach }: SampleApproach) {
  const { limit, marks, model } = approach;
  if (limit.kind === 'unsnapped') return null;
  const angles = marks.map(({ log10Loss, alignment }) => ({ log10Loss, value: 1 - alignment }));
  return {
    family,
    model: model.spec,
    points: instance.data.x.length,
    supportVectors: limit.support.length,
    relativeResidual: limit.relativeResidual,
    distances: distancesOf(approach),
    predicted: limit.predictedExponent,
    predictedOfOneMinusCos: 2 * limit.predictedExponent,
    seen: lastExponent(distancesOf(approach), ROUNDING),
    seenOfOneMinusCos: lastExponent(angles, CHATTER),
  };
}

/** F2 and F3: how fast directions approach their certified limits, and parameters align. */
export const approachRates: Exhibit = {
  id: 'approach-rates',
  title: 'How fast the direction converges, predicted and seen',
  build(seed) {
    const samples = sampleApproaches(seed, RUNS_A_MODEL);
    const rows = samples.flatMap((sample) => rowOf(sample) ?? []);
    const shown = (value: number | null) => (value === null ? '–' : value.toFixed(3));
    const table = markdownTable(
      [
        'model',
        'SPEC',
        'points',
        'support vectors',
        'residual of the limit',
        'last distance',
        'r predicted',
        'r seen',
        '2r predicted',
        'of 1 − cos seen',
      ],
      rows.map((row) => [
        row.family,
        row.model,
        row.points,
        row.supportVectors,
        rounded(row.relativeResidual),
        rounded(row.distances.at(-1)!.value),
        row.predicted.toFixed(3),
        shown(row.seen),
        row.predictedOfOneMinusCos.toFixed(3),
        shown(row.seenOfOneMinusCos),
      ]),
    );
    const first = rows.filter((row, i) => row.family !== rows[i - 1]?.family);
    const charts = [first.slice(0, LINES_A_CHART), first.slice(LINES_A_CHART)].map((group) =>
      lineChart({
        title: 'Distance of the direction from its certified limit',
        x: { label: '−log₁₀ loss', scale: 'log' },
        y: { label: 'distance', scale: 'log' },
        series: group.map(({ family, predicted, distances }) => ({
          name: `${family} (r = ${predicted.toFixed(2)})`,
          points: distances.map(({ log10Loss, value }) => [-log10Loss, value] as const),
        })),
      }),
    );
    const lost = samples.length - rows.length;
    return {
      markdown: `${RUNS_A_MODEL} runs of each model (F2, F3)${lost > 0 ? `; of ${lost} no limit was found` : ''}. The limit is found by snapping and certified exactly; r is the exponent of log(1/𝓛) of the slowest mode of the flow linearised there (frozen parts −1/L, dying coordinates of a diagonal net of depth 2 −(1−|s|)/2), and what is seen is the exponent between the last two marks (– where that is rounding). It may be steeper than predicted where a start has no part in the slowest mode. 1 − cos(θ, −∇𝓛) falls at 2r.\n\n![Distance to the limit](figures/approach-rates.svg)\n\n${table}`,
      data: { rows, runsOfEach: RUNS_A_MODEL },
      figures: { 'approach-rates': svgDocument('Approach to the limit', charts) },
    };
  },
};
