import type { Model } from '../../src/models/model.ts';
import { textTable } from '../../src/reporting/text-table.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import { counted } from '../text.ts';
import type { Limit } from './limit.ts';
import { recordJson } from './record.ts';

/** Rows of the table; the JSON output has every record. */
const MOST_ROWS = 16;

/** The object that `train --format json` prints. */
export function trainingJson(
  model: Model,
  run: Trajectory,
  limit: Limit | undefined,
  seed: number | undefined,
): unknown {
  return {
    format: 'farkas/training@1',
    model: run.model,
    loss: run.loss,
    method: run.method,
    arithmetic: run.arithmetic,
    ...(seed === undefined ? {} : { seed }),
    reason: run.reason.kind,
    explanation: run.reason.sentence,
    log10Loss: run.final.log10Loss,
    normalizedMargin: run.final.normalizedMargin,
    steps: run.steps,
    events: run.events,
    parameters: [...run.parameters],
    drift: run.conservationDrift,
    ...(limit === undefined ? {} : { limit }),
    records: run.records.map((record) => recordJson(model, record)),
  };
}

/** What `train` prints for people. */
export function describeTraining(run: Trajectory, limit: Limit | undefined): string {
  const stride = Math.max(1, Math.ceil(run.records.length / MOST_ROWS));
  const rows = run.records
    .filter((_, i) => i % stride === 0 || i === run.records.length - 1)
    .map((record) => [
      Number(record.time.toPrecision(6)),
      Number(record.log10Loss.toPrecision(6)),
      Number((record.logNorm / Math.LN10).toPrecision(6)),
      record.normalizedMargin.toPrecision(10),
      (1 - record.alignment).toExponential(2),
    ]);
  const { accepted, rejected } = run.steps;
  return [
    textTable(['log-loss time', 'log10 loss', 'log10 ‖θ‖', 'normalised margin', '1 − alignment'], rows),
    '',
    run.reason.sentence,
    `${run.method}, ${run.arithmetic}: ${accepted} steps accepted, ${rejected} rejected${eventsText(run)}; conservation drift ${run.conservationDrift.toExponential(1)}`,
    ...(limit === undefined ? [] : ['', ...describeLimit(limit)]),
  ].join('\n');
}

const EVENT_NAMES = {
  cross: 'crossing',
  slide: 'slide',
  release: 'release',
  branch: 'branching',
  pin: 'pin',
} as const;

function eventsText({ events }: Trajectory): string {
  const seen = Object.entries(events).filter(([, count]) => count > 0);
  const texts = seen.map(([kind, count]) => counted(count, EVENT_NAMES[kind as keyof typeof EVENT_NAMES]));
  return texts.length === 0 ? '' : `; at kinks ${texts.join(', ')}`;
}

const VERDICTS = {
  optimal: 'It is optimal',
  refuted: 'It is not a local optimum',
  undecided: 'Whether it is a local optimum is undecided',
} as const;

function describeLimit(limit: Limit): string[] {
  if (limit.kind === 'unsnapped')
    return [
      'Its limit could not be identified:',
      ...[...new Set(limit.reasons)].map((reason) => `  ${reason}`),
    ];
  const { support, relativeResidual, normalizedMargin, endDistance, exponent, local } = limit;
  const live =
    limit.liveNeurons === undefined
      ? counted(limit.liveParameters!, 'live parameter')
      : counted(limit.liveNeurons, 'live neuron');
  const rate = exponent === null ? '' : `, shrinking like log(1/loss)^${exponent.toFixed(2)}`;
  return [
    `Its limit is a KKT point: ${counted(support.length, 'support vector')}, ${live}, normalised margin ${normalizedMargin}.`,
    `Relative residual ${relativeResidual.toExponential(1)}, exactly evaluated; certificate accepted by the checker.`,
    ...(local ? [`${VERDICTS[local.verdict]}: ${local.why}.`] : []),
    `The end of the run is ${endDistance.toExponential(1)} away${rate}.`,
    '',
    textTable(
      ['log10 loss', 'distance to the limit'],
      limit.distances.map(({ log10Loss, distance }) => [
        Number(log10Loss.toPrecision(4)),
        distance.toExponential(2),
      ]),
    ),
  ];
}
