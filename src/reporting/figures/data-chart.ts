import type { Dataset } from '../../data/dataset.ts';
import { toFloats } from '../../data/dataset.ts';
import type { Planar } from './direction-chart.ts';
import { drawingPlane } from './projection.ts';
import { colour, element, FAINT, INK, label, type Panel } from './svg.ts';

const WIDTH = 420;
const HEIGHT = 380;
const CENTRE: Planar = [210, 205];
const HALF = 140;
/** With more points than this, coordinates are not written beside them. */
const MOST_LABELLED = 8;

/** The points of a small data set in the plane, with the origin, labels as colours and exact coordinates beside them. */
export function dataChart(title: string, data: Dataset): Panel {
  const plane = drawingPlane(toFloats(data));
  const places = data.x.map((row) => plane.apply(row.map((value) => value.toNumber())));
  const reach = Math.max(...places.flat().map(Math.abs), Number.MIN_VALUE);
  const pixel = ([x, y]: Planar): Planar => [CENTRE[0] + (HALF * x) / reach, CENTRE[1] - (HALF * y) / reach];
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    element('line', { x1, y1, x2, y2, stroke: FAINT, 'stroke-width': 1.5 });
  const [cx, cy] = CENTRE;
  return {
    width: WIDTH,
    height: HEIGHT,
    content: [
      label(title, 20, 22, { 'font-size': 14, 'font-weight': 600 }),
      label(plane.axes ?? 'the data, with the origin', 20, 40),
      line(cx - HALF - 20, cy, cx + HALF + 20, cy),
      line(cx, cy - HALF - 20, cx, cy + HALF + 20),
      ...places.map((place, i) => point(pixel(place), data.y[i]! === 1)),
      ...(data.x.length > MOST_LABELLED ? [] : data.x).map((row, i) => {
        const [x, y] = pixel(places[i]!);
        return label(`(${row.join(', ')})`, x, y - 10, { 'text-anchor': 'middle', 'font-size': 11 });
      }),
      point([40, HEIGHT - 16], true),
      label('y = +1', 52, HEIGHT - 12),
      point([130, HEIGHT - 16], false),
      label('y = −1', 142, HEIGHT - 12),
    ].join(''),
  };
}

function point([x, y]: Planar, positive: boolean): string {
  return positive
    ? element('path', { d: `M${x - 5} ${y}h10M${x} ${y - 5}v10`, stroke: colour(0), 'stroke-width': 2.4 })
    : element('circle', { cx: x, cy: y, r: 4.5, fill: 'none', stroke: INK, 'stroke-width': 2 });
}
