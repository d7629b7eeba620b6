import { colour, element, escapeText, FAINT, INK, label, type Panel } from './svg.ts';

/** A vector of the plane. */
export type Planar = readonly [x: number, y: number];

/** A neuron's incoming weights over time, and its final share of the network's norm, from 0 to 1. */
export interface NeuronPath {
  readonly name: string;
  readonly directions: readonly Planar[];
  readonly share: number;
  /** Whether its outgoing weight is positive. */
  readonly positive: boolean;
}

export interface DirectionChart {
  readonly title: string;
  /** One line below the title. */
  readonly caption?: string;
  readonly points: readonly { readonly at: Planar; readonly positive: boolean }[];
  readonly neurons: readonly NeuronPath[];
  /** Directions to compare with, such as the max-margin separator. */
  readonly references: readonly { readonly name: string; readonly direction: Planar }[];
}

const WIDTH = 720;
const HEIGHT = 430;
const CENTRE: Planar = [250, 240];
const RADIUS = 150;
const LEGEND_LEFT = 466;
const POSITIVE = colour(0);
const NEGATIVE = colour(1);

/** The pixel of a vector of length r (in radii) in a direction; y grows upwards. */
function onCircle([x, y]: Planar, r: number): Planar {
  const length = Math.hypot(x, y);
  return [CENTRE[0] + (r * RADIUS * x) / length, CENTRE[1] - (r * RADIUS * y) / length];
}

const isDirection = ([x, y]: Planar) => Number.isFinite(x) && Number.isFinite(y) && Math.hypot(x, y) > 0;

/**
 * Where neurons point: data and final directions on the unit circle; each neuron's way there runs from the
 * centre (start) to the circle (end). Zero vectors have no direction and are not drawn.
 */
export function directionChart(chart: DirectionChart): Panel {
  const content = [
    label(chart.title, 76, 20, { 'font-size': 14, 'font-weight': 600 }),
    chart.caption === undefined ? '' : label(chart.caption, 76, 38),
    element('circle', {
      cx: CENTRE[0],
      cy: CENTRE[1],
      r: RADIUS,
      fill: 'none',
      stroke: FAINT,
      'stroke-width': 1.5,
    }),
    ...chart.references.filter(({ direction }) => isDirection(direction)).map(reference),
    ...chart.neurons.map(neuron),
    ...chart.points.map(dataPoint),
    legend(),
  ];
  return { width: WIDTH, height: HEIGHT, content: content.join('') };
}

function reference({ name, direction }: { readonly name: string; readonly direction: Planar }): string {
  const [x1, y1] = onCircle(direction, 1.09);
  const [x2, y2] = onCircle(direction, 1.19);
  const [x, y] = onCircle(direction, 1.26);
  const anchor = x > CENTRE[0] + 20 ? 'start' : x < CENTRE[0] - 20 ? 'end' : 'middle';
  return (
    element('line', { x1, y1, x2, y2, stroke: INK, 'stroke-width': 2 }) +
    label(name, x, y + 4, { 'text-anchor': anchor, 'font-style': 'italic' })
  );
}

function neuron({ name, directions, share, positive }: NeuronPath): string {
  const way = directions.filter(isDirection);
  const last = way.at(-1);
  if (last === undefined) return '';
  const pixels = way.map((direction, i) => onCircle(direction, way.length === 1 ? 1 : i / (way.length - 1)));
  const [x, y] = onCircle(last, 1);
  const stroke = positive ? POSITIVE : NEGATIVE;
  const points = pixels.map((pixel) => pixel.map((value) => value.toFixed(1)).join(',')).join(' ');
  return element(
    'g',
    {},
    element('title', {}, escapeText(name)),
    element('polyline', { points, fill: 'none', stroke, 'stroke-width': 1.6, opacity: 0.3 + 0.7 * share }),
    element('circle', { cx: x, cy: y, r: 3 + 8 * Math.sqrt(share), fill: stroke, opacity: 0.75 }),
  );
}

/** A cross for label 1, a ring for −1, just outside the circle; a zero point has no direction. */
function dataPoint({ at, positive }: { readonly at: Planar; readonly positive: boolean }): string {
  if (!isDirection(at)) return '';
  return mark(onCircle(at, 1.07), positive);
}

function mark([x, y]: Planar, positive: boolean): string {
  return positive
    ? element('path', { d: `M${x - 4} ${y}h8M${x} ${y - 4}v8`, stroke: INK, 'stroke-width': 1.6 })
    : element('circle', { cx: x, cy: y, r: 3.4, fill: '#ffffff', stroke: INK, 'stroke-width': 1.4 });
}

function legend(): string {
  const dot = (y: number, fill: string) =>
    element('circle', { cx: LEGEND_LEFT, cy: y - 4, r: 6, fill, opacity: 0.75 });
  const text = (line: string, y: number) => label(line, LEGEND_LEFT + 18, y);
  return [
    dot(110, POSITIVE),
    text('neuron with outgoing weight > 0', 110),
    dot(134, NEGATIVE),
    text('neuron with outgoing weight < 0', 134),
    text('larger: a larger share of the norm', 158),
    text('line: its way, from the centre (start)', 176),
    mark([LEGEND_LEFT, 204], true),
    text('point with label 1', 208),
    mark([LEGEND_LEFT, 228], false),
    text('point with label −1', 232),
  ].join('');
}
