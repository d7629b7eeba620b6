import { describe, expect, it } from 'vitest';
import { toFloats } from '../../../src/data/dataset.ts';
import { symmetrise } from '../../../src/data/transforms.ts';
import { parseModel } from '../../../src/models/parse.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { directionChart } from '../../../src/reporting/figures/direction-chart.ts';
import { lineChart } from '../../../src/reporting/figures/line-chart.ts';
import { drawingPlane } from '../../../src/reporting/figures/projection.ts';
import { svgDocument } from '../../../src/reporting/figures/svg.ts';
import { trainingFigure } from '../../../src/reporting/figures/training-figure.ts';
import { flow } from '../../../src/training/flow.ts';
import { gaussianStart } from '../../../src/training/start.ts';
import { expectWellFormed } from './well-formed.ts';

const axes = { x: { label: 'x', scale: 'linear' }, y: { label: 'y', scale: 'log' } } as const;
const hostile = `</text><script>alert("1")</script> & 'x' \u0000\u001b`;

describe('lineChart', () => {
  it('draws one path a series and breaks it where a value cannot be shown', () => {
    const points = [
      [0, 1],
      [1, 10],
      [2, Number.NaN],
      [3, 0],
      [4, 100],
    ] as const;
    const { content } = lineChart({
      title: 't',
      ...axes,
      series: [
        { name: 'a', points },
        { name: 'b', points: [] },
      ],
    });
    const paths = [...content.matchAll(/<path d="([^"]*)"/g)].map(([, d]) => d!);
    expect(paths.length).toBe(1);
    expect(paths[0]!.match(/[ML]/g)).toEqual(['M', 'L', 'M']);
    expect(content).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('puts larger values higher', () => {
    const { content } = lineChart({
      title: 't',
      ...axes,
      series: [
        {
          name: 'a',
          points: [
            [0, 1],
            [1, 10],
          ],
        },
      ],
    });
    const [, x1, y1, x2, y2] = /d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"/.exec(content)!.map(Number);
    expect(x2!).toBeGreaterThan(x1!);
    expect(y2!).toBeLessThan(y1!);
  });

  it('names every series in its legend, as text and never as markup', () => {
    const series = [hostile, 'second'].map((name) => ({ name, points: [[1, 1]] as const }));
    const text = svgDocument(hostile, [lineChart({ title: hostile, ...axes, series })]);
    expect(expectWellFormed(text)).not.toContain('script');
    expect(text).toContain('second');
  });
});

describe('directionChart', () => {
  it('ends a neuron on the circle in its direction, y upwards, and skips zero vectors', () => {
    const neuron = (name: string, directions: [number, number][]) => ({
      name,
      directions,
      share: 0.5,
      positive: true,
    });
    const { content } = directionChart({
      title: 't',
      points: [{ at: [0, 0], positive: true }],
      references: [{ name: hostile, direction: [1, 1] }],
      neurons: [
        neuron(hostile, [
          [1, 0],
          [0, 5],
        ]),
        neuron('zero', [[0, 0]]),
      ],
    });
    const ways = [...content.matchAll(/points="([^"]*)"/g)].map(([, points]) => points!);
    expect(ways).toEqual(['250.0,240.0 250.0,90.0']);
    expectWellFormed(`<g>${content}</g>`);
    expect(content).not.toContain('NaN');
  });
});

describe('drawingPlane', () => {
  it('is the plane itself for two coordinates, and the line for one', () => {
    const flat = { points: 1, dimension: 2, x: Float64Array.of(1, 2), y: Float64Array.of(1) };
    expect(drawingPlane(flat).apply([3, 4])).toEqual([3, 4]);
    expect(drawingPlane({ ...flat, dimension: 1, x: Float64Array.of(1) }).apply([3])).toEqual([3, 0]);
  });

  it('keeps lengths and angles of data that lies in a plane, the label mean to the right', () => {
    const rows = [
      [1, 2, 2],
      [2, 1, 0],
      [-1, 1, 2],
    ];
    const data = { points: 3, dimension: 3, x: Float64Array.from(rows.flat()), y: Float64Array.of(1, 1, -1) };
    const { apply } = drawingPlane(data);
    const inner = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      Array.from(a).reduce((sum, v, j) => sum + v * b[j]!, 0);
    for (const a of rows) for (const b of rows) expect(inner(apply(a), apply(b))).toBeCloseTo(inner(a, b), 9);
    const [along, across] = apply([4 / 3, 2 / 3, 0]);
    expect([along > 0, Math.abs(across) < 1e-12]).toEqual([true, true]);
  });

  it('draws data without a label mean, and data of zeros', () => {
    const zeros = { points: 2, dimension: 3, x: new Float64Array(6), y: Float64Array.of(1, -1) };
    expect(drawingPlane(zeros).apply([1, 2, 3])).toEqual([1, 0]);
  });
});

describe('trainingFigure', () => {
  const integers = (row: number[]) => row.map((value) => Rational.of(BigInt(value)));
  const data = toFloats(
    symmetrise({
      name: 's',
      x: [
        [2, 1],
        [1, 2],
      ].map(integers),
      y: [1, 1],
    }),
  );
  const run = (spec: string) => {
    const model = parseModel(spec, 2);
    const start = gaussianStart(model.parameterCount, 0.1, 7);
    return flow({ model, data, loss: 'exponential', start, until: -1e3, snapshots: true });
  };
  const references = [{ name: 'w*', direction: [1, 1] }];

  it('has loss, margin, gap and directions of a two-layer net', () => {
    const text = trainingFigure({ trajectory: run('two-layer:3:0.5'), data, optimum: 0.8, references });
    expectWellFormed(text);
    for (const title of ['Loss of two-layer:3:0.5', 'Margin', 'Distance of the margin', 'Neuron directions'])
      expect(text).toContain(`>${title}`);
    expect(text.match(/<polyline/g)?.length).toBe(3);
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('shows both signs of a net with a fixed second layer', () => {
    const text = trainingFigure({ trajectory: run('two-layer-fixed:2:0.5'), data });
    expect(text.match(/<polyline/g)?.length).toBe(4);
  });

  it('leaves out what a run does not have: neurons, and an optimum', () => {
    const text = trainingFigure({ trajectory: run('linear'), data });
    expectWellFormed(text);
    expect(text).not.toContain('Neuron directions');
    expect(text).not.toContain('Distance');
  });
});
