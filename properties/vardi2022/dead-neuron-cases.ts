import fc from 'fast-check';
import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { anyLoss, type FlowCase } from '../../src/generators/flow-cases.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { LossName } from '../../src/training/losses.ts';
import { type AxisPoints, type AxisPointsSize, axisPoints, reflection } from './axis-points.ts';
import { startLogLoss } from './start-loss.ts';

const ZERO = Rational.ZERO;
const MOST_DIMENSION = 3;
const quarter = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((k) => Rational.of(BigInt(k), 4n));

/** A vector across the axis, made short enough that axis ± it stays on its side of every point with at least half the room. */
export function tilted(points: AxisPoints, tilt: readonly Rational[]): Rational[] {
  const all = [...points.support, ...points.ambiguous, ...points.others];
  const reach = all.reduce(
    (sum, x) => sum.add(innerProduct(tilt.slice(0, x.length - 1), x.slice(1)).abs()),
    Rational.ONE,
  );
  const factor = points.height.div(reach.add(reach));
  return [Rational.ONE, ...tilt.slice(0, points.support[0]!.length - 1).map((value) => value.mul(factor))];
}

/** (w_k, a_k). */
export interface StartNeuron {
  readonly w: readonly Rational[];
  readonly a: Rational;
}

/** θ in the model's order. */
export function thetaOf(neurons: readonly StartNeuron[]): Rational[] {
  return [...neurons.flatMap(({ w }) => w), ...neurons.map(({ a }) => a)];
}

/** Neurons that together separate the data, times the least power of two for which n𝓛 < ℓ(0). */
export function enlarged(
  data: Dataset,
  loss: LossName,
  neurons: readonly StartNeuron[],
): readonly StartNeuron[] {
  const twice = (value: Rational) => value.add(value);
  let scaled = neurons;
  while (startLogLoss({ model: `two-layer:${neurons.length}:0`, data, loss, start: thetaOf(scaled) }) >= 0)
    scaled = scaled.map(({ w, a }) => ({ w: w.map(twice), a: twice(a) }));
  return scaled;
}

/** What others than the live neuron do: nothing, or (for the control) work with it; or there are none. */
export type Others = 'dead' | 'alive' | 'none';

/**
 * Positive points, one neuron active on all of them, the others 0 or strictly inactive; as many of these as a curve may need.
 * @param size of the data; with ambiguous points the multipliers are not unique.
 */
export function deadNeuronCases(
  size: AxisPointsSize,
  others: Others = 'dead',
  turn = reflection(MOST_DIMENSION),
): fc.Arbitrary<FlowCase> {
  const tilt = fc.tuple(quarter(-8, 8), quarter(-8, 8));
  return fc
    .record({
      points: axisPoints(size),
      turn,
      loss: anyLoss(),
      live: fc.record({ tilt, length: quarter(1, 8), a: quarter(1, 8) }),
      rest: fc.array(fc.record({ tilt, length: quarter(0, 8), a: quarter(-8, 8) }), {
        minLength: size.ambiguous[1] + 2,
        maxLength: size.ambiguous[1] + 2,
      }),
      spare: fc.integer({ min: 0, max: 1 }),
      place: fc.integer({ min: 0, max: size.ambiguous[1] + 2 }),
    })
    .map(({ points, turn, loss, live, rest, spare, place }) => {
      const x = [...points.support, ...points.ambiguous, ...points.others].map(turn);
      const data: Dataset = { name: 'one neuron suffices', x, y: x.map(() => 1) };
      const along = (direction: readonly Rational[], length: Rational) =>
        turn(tilted(points, direction)).map((value) => value.mul(length));
      const alive = enlarged(data, loss, [{ w: along(live.tilt, live.length), a: live.a }]);
      const dead = rest
        .slice(0, others === 'none' ? 0 : points.ambiguous.length + 1 + spare)
        .map(({ tilt: direction, length, a }) =>
          others === 'alive'
            ? { w: along(direction, length.add(Rational.ONE)), a: a.abs().add(Rational.ONE) }
            : { w: along(direction, length.neg()), a: length.sign() === 0 ? ZERO : a },
        );
      const at = Math.min(place, dead.length);
      const neurons = [...dead.slice(0, at), ...alive, ...dead.slice(at)];
      return { model: `two-layer:${neurons.length}:0`, loss, data, start: thetaOf(neurons) };
    });
}

/**
 * Points (p, h) and (−q, h), p > q, and a live neuron straight up, too small to keep both: it turns to the longer one, and away from the other. One
 * more points down, dead.
 */
export const losingCases: fc.Arbitrary<FlowCase> = fc
  .record({
    p: quarter(8, 16),
    q: quarter(2, 6),
    h: quarter(1, 2),
    w: quarter(1, 2),
    a: quarter(1, 2),
    loss: anyLoss(),
  })
  .map(({ p, q, h, w, a, loss }) => {
    const x = [
      [p, h],
      [q.neg(), h],
    ];
    return {
      model: 'two-layer:2:0',
      loss,
      data: { name: 'a long and a short point', x, y: [1, 1] },
      start: thetaOf([
        { w: [ZERO, w], a },
        { w: [ZERO, w.neg()], a },
      ]),
    };
  });

/** (±1, h), both positive. */
export function twoPoints(h: Rational): Dataset {
  const x = [
    [Rational.ONE, h],
    [Rational.ONE.neg(), h],
  ];
  return { name: `(±1, ${h})`, x, y: [1, 1] };
}

/** The paper's example: points (±1, h), h = ¼ there; the live neuron straight up, the other one straight down. */
export function twoPointCase(h: Rational): FlowCase {
  const data = twoPoints(h);
  const up = { w: [ZERO, Rational.ONE], a: Rational.ONE };
  const down = { w: [ZERO, Rational.of(-1n)], a: Rational.ONE };
  const start = thetaOf([...enlarged(data, 'exponential', [up]), down]);
  return { model: 'two-layer:2:0', loss: 'exponential', data, start };
}
