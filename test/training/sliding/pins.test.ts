import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAST_GROWTH } from '../../../src/training/sliding/growth.ts';
import { ActivationPattern } from '../../../src/training/sliding/pattern.ts';
import { neuronGrowth, Pins } from '../../../src/training/sliding/pins.ts';
import { preActivation, type SlidingState } from '../../../src/training/sliding/problem.ts';
import { reduce } from '../../../src/training/sliding/reduction.ts';
import { weighPoints } from '../../../src/training/sliding/weights.ts';
import { genericCase } from './cases.ts';

const [POINTS, DIMENSION, WIDTH] = [5, 3, 4];
const TOLERANCE = 1e-3;
/** At this size against its lever a neuron that shrinks counts as vanishing. */
const VANISHING = 0.3 * TOLERANCE;

interface Drawn {
  readonly seed: number;
  readonly alpha: number;
  readonly layers: 'both' | 'hidden';
}

const drawn = fc.record({
  seed: fc.nat(1_000_000),
  alpha: fc.constantFrom(0, 0.2),
  layers: fc.constantFrom<('both' | 'hidden')[]>('both', 'hidden'),
});

/** A net off its kinks, whose neuron 1 has this size against its lever. */
function netWithSmallNeuron({ seed, alpha, layers }: Drawn, size: number) {
  const width = layers === 'both' ? WIDTH : WIDTH / 2;
  const options = genericCase({ points: POINTS, dimension: DIMENSION, width, alpha, scale: 1 }, seed);
  const start =
    layers === 'both'
      ? options.start
      : Array.from({ length: WIDTH * DIMENSION }, (_, j) => Math.cos(seed + j));
  const { problem, start: theta } = reduce({ ...options, layers, start });
  const pattern = new ActivationPattern(problem);
  const own = theta.subarray(DIMENSION, 2 * DIMENSION);
  const rest = Math.hypot(...theta.subarray(0, WIDTH * DIMENSION)) ** 2 - Math.hypot(...own) ** 2;
  const lever = layers === 'both' ? Math.abs(theta[WIDTH * DIMENSION + 1]) : Math.sqrt(rest / WIDTH);
  const factor = (size * lever) / Math.hypot(...own);
  for (let j = 0; j < DIMENSION; j++) own[j] *= factor;
  const putSides = (sign: (line: number) => number) => {
    for (let k = 0; k < WIDTH; k++)
      for (let line = 0; line < POINTS; line++) {
        const side = preActivation(problem, theta, k, line) > 0 ? 1 : -1;
        pattern.put(k, line, k === 1 && sign(line) < 0 ? (side === 1 ? -1 : 1) : side);
      }
    pattern.settle();
  };
  putSides(() => 1);
  const { p, shift } = weighPoints(problem, pattern, theta);
  const state: SlidingState = { theta, p, shift, live: pattern.live.slice(), exponent: 0, time: 0 };
  const pins = new Pins(problem, pattern, TOLERANCE);
  return { problem, pattern, state, pins, putSides, own, lever };
}

/** b that makes ‖w_1‖ grow or shrink. */
function couplings({ state, own }: ReturnType<typeof netWithSmallNeuron>, direction: 1 | -1): Float64Array {
  const b = new Float64Array(WIDTH * DIMENSION);
  const a = state.theta[WIDTH * DIMENSION + 1];
  for (let j = 0; j < DIMENSION; j++) b[DIMENSION + j] = direction * a * own[j];
  return b;
}

describe('a neuron comes to w = 0', () => {
  it('where it is small against its lever and shrinks', () => {
    fc.assert(
      fc.property(
        drawn,
        fc.constantFrom(0.9, 1.1),
        fc.constantFrom<(1 | -1)[]>(1, -1),
        (draw, part, direction) => {
          const net = netWithSmallNeuron(draw, part * VANISHING);
          const vanishes = part < 1 && direction < 0;
          expect(net.pins.pinVanishing(net.state, couplings(net, direction))).toEqual(vanishes ? [1] : []);
          expect([...net.pattern.pinned]).toEqual([0, vanishes ? 1 : 0, 0, 0]);
          expect(net.own.every((value) => value === 0)).toBe(vanishes);
        },
      ),
    );
  });

  it('where it is small and on the wrong side of all of its kinks', () => {
    fc.assert(
      fc.property(drawn, fc.nat(POINTS), (draw, right) => {
        const net = netWithSmallNeuron(draw, 0.9 * VANISHING);
        net.putSides((line) => (line === right ? 1 : -1));
        const vanished = net.pins.pinVanishing(net.state, couplings(net, 1));
        expect(vanished).toEqual(right === POINTS ? [1] : []);
      }),
    );
  });

  it('where it is at 0 to rounding, unless no point will ever see it', () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom(0, 0.9e-12, 1.1e-12), (draw, size) => {
        const net = netWithSmallNeuron(draw, size);
        const isSeen = net.pattern.moving[1] === 1;
        const vanishes = size === 0 || (size < 1e-12 && isSeen);
        expect(net.pins.pinVanishing(net.state, couplings(net, 1))).toEqual(vanishes ? [1] : []);
        expect(net.pins.pinVanishing(net.state, couplings(net, 1))).toEqual([]);
      }),
    );
  });
});

describe('a neuron at w = 0', () => {
  it('leaves where it can grow, if it has just come there or is no ReLU, and else rests', () => {
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(drawn, fc.boolean(), (draw, isNew) => {
        const net = netWithSmallNeuron(draw, 0);
        const { problem, pattern, state, pins, own } = net;
        const vanished = pins.pinVanishing(state, couplings(net, 1));
        expect(vanished).toEqual([1]);
        const a = state.theta[WIDTH * DIMENSION + 1];
        const { rate, direction, ways } = neuronGrowth(
          problem,
          pattern,
          weighPoints(problem, pattern, state.theta),
          a,
        );
        pins.release(state, isNew ? vanished : []);
        const leaves = rate > LEAST_GROWTH && (isNew || draw.alpha > 0);
        outcomes.add(`${leaves}`);
        expect(pattern.pinned[1]).toBe(leaves ? 0 : 1);
        expect(pins.counts).toEqual({ rest: isNew && !leaves ? 1 : 0, branch: leaves && ways > 1 ? 1 : 0 });
        expect(Math.hypot(...own) > 0).toBe(leaves);
        if (!leaves) return;
        // What is not across the kinks that it slides along from here on.
        const seed = Float64Array.from(direction, (value) => VANISHING * net.lever * value);
        const expected = new Float64Array(WIDTH * DIMENSION);
        expected.set(seed, DIMENSION);
        pattern.project(1, expected, DIMENSION);
        for (let j = 0; j < DIMENSION; j++)
          expect(own[j] / (VANISHING * net.lever)).toBeCloseTo(
            expected[DIMENSION + j] / (VANISHING * net.lever),
            9,
          );
        for (let line = 0; line < POINTS; line++) {
          const z = preActivation(problem, state.theta, 1, line) / (VANISHING * net.lever);
          const side = pattern.side(1, line);
          if (side === 0) expect(Math.abs(z)).toBeLessThan(1e-9);
          else expect(side * z).toBeGreaterThan(-0.01);
        }
      }),
      { numRuns: 200 },
    );
    expect(outcomes.size).toBe(2);
  });

  it('stays where its output weight is 0', () => {
    const net = netWithSmallNeuron({ seed: 1, alpha: 0.2, layers: 'both' }, 0);
    net.state.theta[WIDTH * DIMENSION + 1] = 0;
    expect(net.pins.pinVanishing(net.state, new Float64Array(WIDTH * DIMENSION))).toEqual([1]);
    net.pins.release(net.state, [1]);
    expect(net.pattern.pinned[1]).toBe(1);
    expect(net.pins.counts.rest).toBe(0);
  });
});
