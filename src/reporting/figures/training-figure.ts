import type { FloatDataset } from '../../data/dataset.ts';
import type { Trajectory, TrajectoryRecord } from '../../training/trajectory.ts';
import type { Axis } from './axis.ts';
import { directionChart, type NeuronPath } from './direction-chart.ts';
import { lineChart } from './line-chart.ts';
import { drawingPlane, type Projection } from './projection.ts';
import { type Panel, svgDocument } from './svg.ts';

export interface TrainingFigure {
  readonly trajectory: Trajectory;
  readonly data: FloatDataset;
  /** The best normalised margin, where an oracle knows it. */
  readonly optimum?: number;
  /** Directions of R^d to compare neurons with. */
  readonly references?: readonly { readonly name: string; readonly direction: ArrayLike<number> }[];
}

/**
 * A training run as an SVG document: loss over time, margin over loss, and for two-layer nets with recorded
 * directions the ways of their neurons.
 */
export function trainingFigure(figure: TrainingFigure): string {
  const { model } = figure.trajectory;
  const directions = directionsPanel(figure);
  const panels = [lossPanel(figure), ...marginPanels(figure), ...(directions ? [directions] : [])];
  return svgDocument(`Training of ${model}`, panels);
}

function lossPanel({ trajectory }: TrainingFigure): Panel {
  const flow = !trajectory.method.includes('descent');
  return lineChart({
    title: `Loss of ${trajectory.model}`,
    x: { label: flow ? 'log-loss time' : 'steps', scale: 'linear' },
    y: { label: '−log₁₀ loss', scale: 'log' },
    series: [{ name: 'loss', points: trajectory.records.map((record) => [record.time, -record.log10Loss]) }],
  });
}

/** From separation on: before it the smoothed margin is far below zero. None for a run that never gets there. */
function marginPanels({ trajectory, optimum }: TrainingFigure): Panel[] {
  const separated = trajectory.records.filter((record) => record.smoothedMargin > 0);
  if (separated.length === 0) return [];
  const along = (value: (record: TrajectoryRecord) => number) =>
    separated.map((record) => [-record.log10Loss, value(record)] as const);
  const x: Axis = { label: '−log₁₀ loss', scale: 'log' };
  const margins = lineChart({
    title: 'Margin',
    x,
    y: { label: 'margin / ‖θ‖ᴸ', scale: 'linear' },
    series: [
      { name: 'normalised margin', points: along((record) => record.normalizedMargin) },
      { name: 'smoothed margin', points: along((record) => record.smoothedMargin) },
      ...(optimum === undefined ? [] : [{ name: 'optimum', dashed: true, points: along(() => optimum) }]),
    ],
  });
  if (optimum === undefined) return [margins];
  const gap = along((record) => 1 - record.normalizedMargin / optimum);
  return [
    margins,
    lineChart({
      title: 'Distance of the margin to its optimum',
      x,
      y: { label: 'relative gap', scale: 'log' },
      series: [{ name: 'gap', points: gap }],
    }),
  ];
}

function directionsPanel({ trajectory, data, references = [] }: TrainingFigure): Panel | undefined {
  const neurons = neuronCount(trajectory.model);
  const states = trajectory.records.flatMap((record) => (record.direction ? [record.direction] : []));
  if (neurons === undefined || states.length === 0) return undefined;
  const plane = drawingPlane(data);
  return directionChart({
    title: 'Neuron directions',
    ...(plane.axes && { caption: `Projected on the plane of ${plane.axes}.` }),
    points: Array.from({ length: data.points }, (_, i) => ({
      at: plane.apply(data.x.subarray(i * data.dimension, (i + 1) * data.dimension)),
      positive: data.y[i] === 1,
    })),
    neurons: Array.from({ length: neurons }, (_, k) => neuronPath(states, k, neurons, data.dimension, plane)),
    references: references.map(({ name, direction }) => ({ name, direction: plane.apply(direction) })),
  });
}

/** Of a SPEC two-layer:WIDTH:ALPHA, or two-layer-fixed:WIDTH:ALPHA, which has WIDTH neurons of each sign. */
function neuronCount(spec: string): number | undefined {
  const [, fixed, width] = /^two-layer(-fixed)?:(\d+):/.exec(spec) ?? [];
  return width === undefined ? undefined : Number(width) * (fixed === undefined ? 1 : 2);
}

/** θ/‖θ‖ = (w_1, …, w_m, a_1, …, a_m); with a fixed second layer only w, first those of positive sign. */
function neuronPath(
  states: readonly Float64Array[],
  k: number,
  neurons: number,
  dimension: number,
  plane: Projection,
): NeuronPath {
  const last = states.at(-1)!;
  const weights = (state: Float64Array) => state.subarray(k * dimension, (k + 1) * dimension);
  const outgoing = last[neurons * dimension + k];
  const share = weights(last).reduce((sum, value) => sum + value * value, (outgoing ?? 0) ** 2);
  return {
    name: `neuron ${k + 1}`,
    directions: states.map((state) => plane.apply(weights(state))),
    share: Math.min(1, share),
    positive: outgoing === undefined ? k < neurons / 2 : outgoing > 0,
  };
}
