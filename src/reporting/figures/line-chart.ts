import { type Axis, type ScaledAxis, scaleAxis } from './axis.ts';
import { colour, element, FAINT, INK, label, type Panel, textWidth } from './svg.ts';

/** A named line; points whose coordinates an axis cannot show (not finite, not positive on a log axis) leave gaps. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** For a reference, such as the optimum. */
  readonly dashed?: boolean;
}

export interface LineChart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

const WIDTH = 720;
const PLOT_HEIGHT = 240;
const LEFT = 76;
const RIGHT = 24;
const AXIS_HEIGHT = 46;
const LEGEND_LINE = 18;

/** Lines over common axes, with a title and a legend. */
export function lineChart(chart: LineChart): Panel {
  const legend = chart.series.length > 1 ? legendOf(chart.series) : { content: '', lines: 0 };
  const top = 34 + legend.lines * LEGEND_LINE;
  const bottom = top + PLOT_HEIGHT;
  const points = chart.series.flatMap((series) => series.points);
  const x = scaleAxis(
    chart.x,
    points.map(([value]) => value),
    LEFT,
    WIDTH - RIGHT,
  );
  const y = scaleAxis(
    chart.y,
    points.map(([, value]) => value),
    bottom,
    top,
  );
  const content = [
    label(chart.title, LEFT, 20, { 'font-size': 14, 'font-weight': 600 }),
    legend.content,
    horizontalAxis(x, chart.x.label, top, bottom),
    verticalAxis(y, chart.y.label, top, bottom),
    ...chart.series.map((series, index) => line(series, index, x, y)),
  ];
  return { width: WIDTH, height: bottom + AXIS_HEIGHT, content: content.join('') };
}

function strokeOf(series: Series, index: number) {
  return {
    stroke: series.dashed ? INK : colour(index),
    'stroke-width': series.dashed ? 1.2 : 2,
    'stroke-dasharray': series.dashed ? '6 4' : undefined,
  };
}

function legendOf(series: readonly Series[]): { content: string; lines: number } {
  let [left, lineIndex] = [LEFT, 0];
  const entries = series.map((item, index) => {
    const width = 30 + textWidth(item.name, 12) + 18;
    if (left > LEFT && left + width > WIDTH - RIGHT) [left, lineIndex] = [LEFT, lineIndex + 1];
    const y = 38 + lineIndex * LEGEND_LINE;
    const entry =
      element('line', { x1: left, y1: y - 4, x2: left + 24, y2: y - 4, ...strokeOf(item, index) }) +
      label(item.name, left + 30, y);
    left += width;
    return entry;
  });
  return { content: entries.join(''), lines: lineIndex + 1 };
}

function horizontalAxis({ ticks }: ScaledAxis, name: string, top: number, bottom: number): string {
  const marks = ticks.map(
    ({ at, text }) =>
      element('line', { x1: at, y1: top, x2: at, y2: bottom, stroke: FAINT }) +
      label(text, at, bottom + 17, { 'text-anchor': 'middle' }),
  );
  const base = element('line', { x1: LEFT, y1: bottom, x2: WIDTH - RIGHT, y2: bottom, stroke: INK });
  const middle = (LEFT + WIDTH - RIGHT) / 2;
  return marks.join('') + base + label(name, middle, bottom + 36, { 'text-anchor': 'middle' });
}

function verticalAxis({ ticks }: ScaledAxis, name: string, top: number, bottom: number): string {
  const marks = ticks.map(
    ({ at, text }) =>
      element('line', { x1: LEFT, y1: at, x2: WIDTH - RIGHT, y2: at, stroke: FAINT }) +
      label(text, LEFT - 8, at + 4, { 'text-anchor': 'end' }),
  );
  const base = element('line', { x1: LEFT, y1: top, x2: LEFT, y2: bottom, stroke: INK });
  const middle = (top + bottom) / 2;
  const turned = label(name, 16, middle, { 'text-anchor': 'middle', transform: `rotate(-90 16 ${middle})` });
  return marks.join('') + base + turned;
}

function line(series: Series, index: number, x: ScaledAxis, y: ScaledAxis): string {
  let pen = 'M';
  let path = '';
  for (const [a, b] of series.points) {
    const [px, py] = [x.position(a), y.position(b)];
    if (px !== undefined && py !== undefined) path += `${pen}${px.toFixed(1)} ${py.toFixed(1)}`;
    pen = px === undefined || py === undefined ? 'M' : 'L';
  }
  if (path === '') return '';
  return element('path', { d: path, fill: 'none', 'stroke-linejoin': 'round', ...strokeOf(series, index) });
}
