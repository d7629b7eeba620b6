import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventFinder, type Moment } from '../../../src/training/sliding/events.ts';
import { LEAST_GROWTH } from '../../../src/training/sliding/growth.ts';
import { ActivationPattern } from '../../../src/training/sliding/pattern.ts';
import { neuronGrowth } from '../../../src/training/sliding/pins.ts';
import { outputIndex, preActivation, type SlidingProblem } from '../../../src/training/sliding/problem.ts';
import { reduce } from '../../../src/training/sliding/reduction.ts';
import { gaussianStart, splitMix64 } from '../../../src/training/start.ts';
import { genericCase } from './cases.ts';

const [POINTS, DIMENSION, WIDTH] = [5, 3, 4];
/** Pre-activations are noticed 10⁻⁴ of their neuron past the kink. */
const TOLERANCE = 0.1;
const REACH = 1e-3 * TOLERANCE;
const seeds = fc.nat(1_000_000);

/** A net off its kinks. */
function drawnNet(
  seed: number,
  alpha = 0.2,
): { problem: SlidingProblem; pattern: ActivationPattern; theta: Float64Array } {
  const size = { points: POINTS, dimension: DIMENSION, width: WIDTH, alpha, scale: 1 };
  const { problem, start: theta } = reduce(genericCase(size, seed));
  const pattern = new ActivationPattern(problem);
  for (let k = 0; k < WIDTH; k++)
    for (let line = 0; line < POINTS; line++)
      pattern.put(k, line, preActivation(problem, theta, k, line) > 0 ? 1 : -1);
  pattern.settle();
  return { problem, pattern, theta };
}

function drawnWeights(seed: number, points = POINTS): Float64Array {
  const uniform = splitMix64(seed);
  const p = Float64Array.from({ length: points }, () => uniform() + 0.01);
  const total = p.reduce((sum, value) => sum + value, 0);
  return p.map((value) => value / total);
}

const still = new Float64Array(WIDTH * DIMENSION);
const noRates = new Float64Array(WIDTH);

function neuron(theta: Float64Array, k: number): number[] {
  return [...theta.slice(k * DIMENSION, (k + 1) * DIMENSION), theta[WIDTH * DIMENSION + k]];
}

const finder = ({ problem, pattern }: ReturnType<typeof drawnNet>, turns = true) =>
  new EventFinder(problem, pattern, TOLERANCE, turns);

describe('a kink that is reached', () => {
  it('is one whose pre-activation changes its sign, where it does, for a w that is e^{ρt} times what moves evenly', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(0, 0.5), fc.constantFrom(0.25, 1), (seed, rate, h) => {
        const net = drawnNet(seed);
        const { problem, pattern, theta } = net;
        const end = gaussianStart(theta.length, 1, seed + 1).map((value, j) =>
          j < WIDTH * DIMENSION ? value : Math.sign(theta[j]) * Math.abs(value),
        );
        const decay = Math.exp(-rate * h);
        const at = (t: number) =>
          Float64Array.from(
            theta,
            (value, j) => Math.exp(rate * t) * (value + (t / h) * (decay * end[j] - value)),
          );
        const couplingAt = (t: number, outputs: Float64Array) =>
          still.map(
            (_, j) =>
              (rate * at(t)[j] + (Math.exp(rate * t) * (decay * end[j] - theta[j])) / h) /
              outputs[WIDTH * DIMENSION + Math.floor(j / DIMENSION)],
          );
        const weights = { p: drawnWeights(seed), shift: 0 };
        const before: Moment = { theta, coupling: couplingAt(0, theta), ...weights };
        const after: Moment = { theta: end, coupling: couplingAt(h, end), ...weights };
        const events = finder(net).find(
          before,
          after,
          noRates.map(() => rate),
          h,
        );
        const reached: [number, number][] = [];
        for (let k = 0; k < WIDTH; k++)
          for (let line = 0; line < POINTS; line++) {
            const allowed = REACH * Math.hypot(...neuron(end, k)) * problem.norms[line];
            if (pattern.side(k, line) * preActivation(problem, end, k, line) < -allowed)
              reached.push([k, line]);
          }
        expect(events.map((event) => [event.neuron, event.kind === 'reach' && event.line])).toEqual(reached);
        for (const event of events) {
          if (event.kind !== 'reach') continue;
          const { neuron: k, line } = event;
          const allowed = REACH * Math.hypot(...neuron(end, k)) * problem.norms[line];
          const past = -pattern.side(k, line) * preActivation(problem, at(event.at * h), k, line);
          expect(past / allowed).toBeGreaterThan(0);
          expect(past / allowed).toBeLessThan(1);
          if (rate === 0) expect(past / allowed).toBeCloseTo(1 / 2, 3);
          expect(finder(net).isDue(event, before, after)).toBe(true);
          expect(finder(net).isDue(event, before, before)).toBe(false);
        }
      }),
    );
  });

  it('is none that is passed by less than the reach, or that the neuron slides along', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(0.5, 2), (seed, reaches) => {
        const net = drawnNet(seed);
        const { problem, pattern, theta } = net;
        // w_0 at `reaches` of the reach past the kink of line 0.
        const { directions, norms } = problem.lines;
        const end = theta.slice();
        const move = (past: number) => {
          const change = preActivation(problem, end, 0, 0) + past;
          for (let j = 0; j < DIMENSION; j++) end[j] -= (change * directions[j]) / norms[0] ** 2;
        };
        move(0);
        move(pattern.side(0, 0) * reaches * REACH * Math.hypot(...neuron(end, 0)) * norms[0]);
        const weights = { p: drawnWeights(seed), shift: 0, coupling: still };
        const isFound = () =>
          finder(net)
            .find({ theta, ...weights }, { theta: end, ...weights }, noRates, 1)
            .some((event) => event.kind === 'reach' && event.neuron === 0 && event.line === 0);
        expect(isFound()).toBe(reaches > 1);
        pattern.put(0, 0, 0);
        pattern.settle();
        expect(isFound()).toBe(false);
      }),
    );
  });
});

/** Neuron 0 on the kink of line 0. */
function slidingNet(seed: number) {
  const net = drawnNet(seed);
  net.pattern.put(0, 0, 0);
  net.pattern.settle();
  net.pattern.project(0, net.theta, 0);
  for (let line = 1; line < POINTS; line++)
    net.pattern.put(0, line, preActivation(net.problem, net.theta, 0, line) > 0 ? 1 : -1);
  net.pattern.settle();
  return net;
}

describe('a kink that lets go', () => {
  /** The force along u that holds neuron 0, the ends of what the point of line 0 can exert, and the size of what balances. */
  function forces({ problem, pattern }: ReturnType<typeof slidingNet>, p: Float64Array) {
    const { x, y, norms, alpha } = problem;
    const row = (i: number) => x.subarray(i * DIMENSION, (i + 1) * DIMENSION);
    const along = (i: number) => row(i).reduce((sum, value, j) => sum + value * row(0)[j], 0) / norms[0] ** 2;
    let [force, size] = [0, 0];
    for (let i = 1; i < POINTS; i++) {
      const pull = p[i] * y[i] * (pattern.side(0, i) > 0 ? 1 : alpha);
      force -= pull * along(i);
      size += (Math.abs(pull) * norms[i]) / norms[0];
    }
    const ends = [p[0] * y[0], p[0] * y[0] * alpha];
    return { force, least: Math.min(...ends), most: Math.max(...ends), scale: size + Math.abs(force) };
  }

  it('is one whose force would have to be more than its points can exert', () => {
    let found = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const net = slidingNet(seed);
        const { theta } = net;
        const [p, q] = [drawnWeights(seed), drawnWeights(seed + 1)];
        const moment = (weights: Float64Array): Moment => ({ theta, coupling: still, p: weights, shift: 0 });
        const events = finder(net).find(moment(p), moment(q), noRates, 1);
        const [start, end] = [forces(net, p), forces(net, q)];
        const bound = end.force > end.most ? 'most' : end.force < end.least ? 'least' : undefined;
        expect(events.map((event) => ({ ...event, at: 0 }))).toEqual(
          bound ? [{ kind: 'release', neuron: 0, line: 0, bound, at: 0 }] : [],
        );
        const [event] = events;
        if (!bound || !event) return;
        expect(finder(net).isDue(event, moment(p), moment(q))).toBe(true);
        const lack = (forces: typeof start) =>
          bound === 'most' ? forces.force - forces.most : forces.least - forces.force;
        if (lack(start) > 0) {
          expect(event.at).toBe(0);
          return;
        }
        found++;
        expect(finder(net).isDue(event, moment(p), moment(p))).toBe(false);
        const here = (1 - event.at) * lack(start) + event.at * lack(end);
        expect(here).toBeGreaterThanOrEqual(0);
        expect(here).toBeLessThan(1e-6 * end.scale);
      }),
      { numRuns: 200 },
    );
    expect(found).toBeGreaterThan(2);
  });

  it('is every one of a neuron whose output weight changes its sign, if it is asked to turn', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(0.5, 2, 1000), (seed, reaches) => {
        const net = slidingNet(seed);
        const { theta, problem } = net;
        const p = drawnWeights(seed);
        const end = theta.slice();
        // The others turn too, but slide along nothing.
        for (let k = 0; k < WIDTH; k++) end[outputIndex(problem, k)] *= -1;
        const reach = REACH * Math.hypot(...neuron(end, 0).slice(0, DIMENSION));
        const output = outputIndex(problem, 0);
        end[output] = -Math.sign(theta[output]) * reaches * reach;
        const [before, after] = [theta, end].map((at) => ({ theta: at, coupling: still, p, shift: 0 }));
        const turns = (asked: boolean) =>
          finder(net, asked)
            .find(before, after, noRates, 1)
            .filter((event) => event.kind === 'turn');
        expect(turns(false)).toEqual([]);
        const events = turns(true);
        expect(events.map((event) => event.neuron)).toEqual(reaches > 1.5 ? [0] : []);
        for (const event of events) {
          const past = -Math.sign(theta[output]) * (theta[output] + event.at * (end[output] - theta[output]));
          expect(past).toBeGreaterThan(0);
          expect(past).toBeLessThan(1.1 * reach);
          expect(finder(net).isDue(event, before, after)).toBe(true);
          expect(finder(net).isDue(event, before, before)).toBe(false);
        }
      }),
    );
  });
});

describe('a neuron that rests at w = 0', () => {
  /** Neuron 0, of a > 0, among mirror images with labels −1: each pair holds it at 0 unless one point far outweighs the other. */
  function restingNet(seed: number, alpha: number) {
    const drawn = genericCase({ points: 4, dimension: 2, width: 2, alpha, scale: 1 }, seed);
    const x = drawn.x.map((value, at) => (at < 4 ? value : -drawn.x[at - 4]));
    const { problem, start: theta } = reduce({ ...drawn, x, y: new Float64Array(4).fill(-1) });
    const pattern = new ActivationPattern(problem);
    pattern.pin(0, true);
    for (const line of [0, 1]) pattern.put(1, line, preActivation(problem, theta, 1, line) > 0 ? 1 : -1);
    pattern.settle();
    const output = outputIndex(problem, 0);
    theta.fill(0, 0, 2);
    theta[output] = Math.abs(theta[output]);
    const still = new Float64Array(4);
    const moment = (draw: number): Moment => ({ theta, coupling: still, p: drawnWeights(draw, 4), shift: 0 });
    const finder = new EventFinder(problem, pattern, TOLERANCE, true);
    const [before, after] = [moment(seed), moment(seed + 1)];
    const events = () => finder.find(before, after, new Float64Array(2), 1);
    const rate = (at: Moment) => neuronGrowth(problem, pattern, at, theta[output]).rate;
    return { before, after, events, rate, finder, theta, output };
  }

  it('wakes where it can grow', () => {
    let found = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const { before, after, events, rate, finder } = restingNet(seed, 0.6);
        const [event, ...more] = events();
        expect(more).toEqual([]);
        if (rate(after) <= 2 * LEAST_GROWTH) {
          expect(event).toBeUndefined();
          return;
        }
        expect(event).toMatchObject({ kind: 'wake', neuron: 0 });
        expect(finder.isDue(event, before, after)).toBe(true);
        expect(finder.isDue(event, after, before)).toBe(rate(before) > LEAST_GROWTH);
        if (rate(before) > 1.5 * LEAST_GROWTH) {
          expect(event.at).toBe(0);
          return;
        }
        found++;
        const here = (1 - event.at) * rate(before) + event.at * rate(after);
        expect(here / LEAST_GROWTH).toBeCloseTo(1.5, 6);
      }),
      { numRuns: 40 },
    );
    expect(found).toBeGreaterThan(0);
  });

  it.each([
    ['is a ReLU', 0, 1],
    ['has an output weight of 0', 0.6, 0],
  ])('does not where it %s', (_, alpha, factor) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { events, theta, output } = restingNet(seed, alpha);
        theta[output] *= factor;
        expect(events()).toEqual([]);
      }),
    );
  });
});
