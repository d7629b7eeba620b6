import { describe, expect, it } from 'vitest';
import { type SlidingFlowOptions, slidingFlow } from '../../../src/training/sliding/flow.ts';
import { genericCase, margins, unit } from './cases.ts';

function run(
  x: readonly (readonly number[])[],
  y: readonly number[],
  { alpha, w, a }: { alpha: number; w: readonly (readonly number[])[]; a: readonly number[] },
): SlidingFlowOptions {
  return {
    points: x.length,
    dimension: x[0].length,
    x: Float64Array.from(x.flat()),
    y: Float64Array.from(y),
    width: a.length,
    alpha,
    loss: 'exponential',
    start: [...w.flat(), ...a],
    until: -1e6,
  };
}

const AXES = [
  [1, 0],
  [0, 1],
];

describe('a kink that attracts', () => {
  // For z₀ > 0 point 0 pushes back, for z₀ < 0 a ReLU does not see it and point 1 pulls: w slides along w₀ = 0.
  const end = slidingFlow(
    run(
      [
        [1, 0],
        [0.5, 1],
      ],
      [-1, 1],
      { alpha: 0, w: [[0.3, 1]], a: [1.1] },
    ),
  );

  it('is slid along exactly', () => {
    expect(end.events.slide).toBe(1);
    expect(end.events.release).toBe(0);
    expect(Math.abs(unit(end.parameters)[0])).toBeLessThan(1e-12);
  });

  it('leaves a ReLU with a point that no neuron sees, which is named', () => {
    expect(end.reason).toMatchObject({ kind: 'dead-points', points: [0] });
    expect(end.reason.sentence).toContain('point 0');
    expect(end.final.log10Loss).toBeCloseTo(Math.log10(1 / 2), 12);
  });
});

describe('a kink that does not attract', () => {
  // w = e₁ lies on the kink of e₂, a > 0 and y = +1: staying, leaving to z > 0 and leaving to z < 0 all solve the flow.
  const branches = run(AXES, [1, 1], {
    alpha: 0,
    w: [
      [1, 0],
      [-0.1, 1],
    ],
    a: [1.1, 1.2],
  });
  const second = (end: ReturnType<typeof slidingFlow>) => unit(end.parameters)[1];

  it('is left to the side asked for, and counted', () => {
    const plus = slidingFlow({ ...branches, branching: 'plus' });
    expect(plus.events.branch).toBe(1);
    expect(second(plus)).toBeGreaterThan(0.01);
  });

  it('is stayed on where that is asked for', () => {
    const stay = slidingFlow({ ...branches, branching: 'stay' });
    expect(stay.events.branch).toBe(0);
    expect(stay.reason.kind).toBe('target');
    expect(second(stay)).toBe(0);
  });

  it('is not left where the flow is at rest on the other side', () => {
    const minus = slidingFlow({ ...branches, branching: 'minus' });
    expect(minus.reason.kind).toBe('target');
    expect(Math.abs(second(minus))).toBeLessThan(1e-12);
  });
});

describe('a neuron with zero input weights', () => {
  it('leaves zero when the forces there exclude it', () => {
    const end = slidingFlow(run(AXES, [1, 1], { alpha: 0.5, w: [[0, 0]], a: [1] }));
    expect(end.reason.kind).toBe('target');
    // Both points pull along y·x, so w ends on the diagonal.
    const [w0, w1] = unit(end.parameters);
    expect(w0).toBeGreaterThan(0.4);
    expect(w0).toBeCloseTo(w1, 6);
  });

  it('stays where the forces include zero: points that pull both ways', () => {
    const end = slidingFlow(run([[1], [-1]], [-1, -1], { alpha: 0.5, w: [[0]], a: [1] }));
    expect(end.reason.kind).toBe('all-dead');
    expect([...end.parameters]).toEqual([0, 1]);
  });

  it('stays dead as a ReLU, and does not disturb the others (V2 of vardi2022)', () => {
    const data = [
      [1, 0.25],
      [-1, 0.25],
    ];
    const end = slidingFlow(
      run(data, [1, 1], {
        alpha: 0,
        w: [
          [0.1, 1],
          [0, 0],
        ],
        a: [1, 0],
      }),
    );
    expect(end.reason.kind).toBe('target');
    expect([...end.parameters.subarray(2, 4), end.parameters[5]]).toEqual([0, 0, 0]);
  });
});

describe('simultaneous events', () => {
  it('copies of points and neurons reach their kinks together', () => {
    const drawn = genericCase({ points: 6, dimension: 3, width: 3, alpha: 0.1, scale: 0.3 }, 11);
    const twice = (values: Float64Array) => Float64Array.from([...values, ...values]);
    const w = Float64Array.from(drawn.start).subarray(0, 9);
    const a = Float64Array.from(drawn.start).subarray(9);
    const once = slidingFlow(drawn);
    const copied = slidingFlow({
      ...drawn,
      points: 12,
      x: twice(drawn.x),
      y: twice(drawn.y),
      width: 6,
      start: [...twice(w), ...twice(a)],
    });
    expect(copied.reason.kind).toBe(once.reason.kind);
    // The copies share the work: every neuron comes twice, and stays twice the same.
    const end = copied.parameters;
    for (let j = 0; j < 9; j++) expect(end[j]).toBeCloseTo(end[j + 9], 6);
  });

  it('points on one line, in both directions, with both labels', () => {
    const line = run(
      [
        [1, 1],
        [2, 2],
        [-1, -1],
        [-0.5, -0.5],
        [1, -1],
      ],
      [1, 1, -1, -1, 1],
      {
        alpha: 0.1,
        w: [
          [0.3, 0.2],
          [-0.4, 0.1],
          [0.1, -0.5],
        ],
        a: [0.4, -0.3, 0.6],
      },
    );
    const end = slidingFlow(line);
    expect(end.reason.kind).toBe('target');
    expect(Math.min(...margins(line, unit(end.parameters)))).toBeGreaterThan(0);
  });
});
