import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inner, type Vector } from '../../../src/linalg/kernel.ts';
import type { Network, Samples } from '../../../src/models/model.ts';
import { parseModel } from '../../../src/models/parse.ts';
import { type DoubleDouble, doubleDouble } from '../../../src/numbers/double-double.ts';
import { DenseShift } from '../../../src/training/dense-shift.ts';
import { kinkBlocks } from '../../../src/training/modes/kink-planes.ts';
import { Mode } from '../../../src/training/modes/mode.ts';
import { PatternNetwork } from '../../../src/training/modes/pattern-network.ts';
import { dd, distance, real, toNumber } from '../../models/case.ts';

const { add, sub, mul, div, one } = doubleDouble;
const DIMENSION = 4;
const MODELS = [
  'two-layer:3:0.25',
  'two-layer:2:0',
  'two-layer-fixed:2:0.5',
  'diagonal-relu',
  'convolution-relu:2',
];

interface ModeCase {
  readonly network: Network<DoubleDouble>;
  readonly theta: Vector<DoubleDouble>;
  readonly direction: Vector<DoubleDouble>;
  readonly weights: Vector<DoubleDouble>;
  readonly sides: readonly number[];
}

/** Points of which the second is −2 times the first, and any sides. */
function modeCases(spec: string): fc.Arbitrary<ModeCase> {
  const model = parseModel(spec, DIMENSION);
  const grid = fc.integer({ min: -128, max: 128 }).map((k) => k / 64);
  const exactly = <T>(entry: fc.Arbitrary<T>, length: number) =>
    fc.array(entry, { minLength: length, maxLength: length });
  return fc
    .record({
      rows: exactly(exactly(grid, DIMENSION), 4),
      y: exactly(fc.constantFrom(1, -1), 4),
      theta: exactly(grid, model.parameterCount),
      direction: exactly(grid, model.parameterCount),
      weights: exactly(grid, 4),
      sides: exactly(fc.constantFrom(-1, 0, 1), 64),
    })
    .map(({ rows, y, theta, direction, weights, sides }) => {
      rows[1] = rows[0]!.map((value) => -2 * value);
      const samples: Samples<DoubleDouble> = {
        points: 4,
        dimension: DIMENSION,
        x: rows.flat().map(real),
        y: y.map(real),
      };
      const network = model.on(dd, samples);
      const vectors = [theta, direction, weights].map((values) => values.map(real));
      return { network, theta: vectors[0]!, direction: vectors[1]!, weights: vectors[2]!, sides };
    });
}

/** The network in the mode of the drawn sides, evaluated at the projection of θ. */
function inMode({ network, theta, sides }: ModeCase): {
  readonly mode: Mode<DoubleDouble>;
  readonly seen: Network<DoubleDouble>;
} {
  const mode = new Mode(network, network.kinks!);
  for (let plane = 0; plane < mode.sides.length; plane++) mode.sides[plane] = sides[plane % sides.length]!;
  mode.settle();
  mode.project(theta);
  const seen = new PatternNetwork(network, network.kinks!, mode);
  seen.evaluate(theta);
  return { mode, seen };
}

function gradientSumOf(network: Network<DoubleDouble>, weights: Vector<DoubleDouble>): DoubleDouble[] {
  const out = dd.vector(network.model.parameterCount);
  network.gradientSum(weights, out);
  return Array.from(out);
}

const law = (spec: string, check: (drawn: ModeCase) => void) =>
  fc.assert(fc.property(modeCases(spec), check), { numRuns: 40 });

describe.each(MODELS)('the kinks of %s', (spec) => {
  it('are planes: every pre-activation is its length times the position of its plane', () =>
    law(spec, ({ network, theta }) => {
      network.evaluate(theta);
      const seen = new Set<number>();
      for (const { at, length, planes } of kinkBlocks(network, network.kinks!))
        for (const { normal, members } of planes) {
          const position = toNumber(dd.dot(length, normal, 0, theta, at));
          for (const member of members) {
            seen.add(member.argument);
            const argument = toNumber(network.preActivations[member.argument]!);
            expect(argument).toBeCloseTo(member.length * position, 12);
          }
        }
      for (let e = 0; e < network.preActivations.length; e++)
        if (!seen.has(e)) expect(toNumber(network.preActivations[e]!)).toBe(0);
    }));

  it('are read as the distances of θ from the planes', () =>
    law(spec, ({ network, theta }) => {
      network.evaluate(theta);
      const mode = new Mode(network, network.kinks!);
      const positions = new Float64Array(mode.sides.length);
      mode.readPositions(network.preActivations, positions);
      for (const { at, length, first, planes } of mode.blocks)
        for (const [h, { normal }] of planes.entries())
          expect(positions[first + h]).toBeCloseTo(toNumber(dd.dot(length, normal, 0, theta, at)), 12);
    }));

  it('of points on one line share a plane', () =>
    law(spec, ({ network }) => {
      for (const { planes } of kinkBlocks(network, network.kinks!))
        for (const { members } of planes)
          for (const { argument, length } of members) {
            if (argument % 4 !== 0) continue;
            // Point 1 is −2 times point 0.
            const mirrored = members.find((other) => other.argument === argument + 1);
            expect(mirrored?.length).toBeCloseTo(-2 * length, 12);
          }
    }));

  it('have slopes by side: in the mode that θ is in, those of the signs of its pre-activations', () =>
    law(spec, ({ network, theta }) => {
      network.evaluate(theta);
      const mode = new Mode(network, network.kinks!);
      const positions = new Float64Array(mode.sides.length);
      mode.readPositions(network.preActivations, positions);
      mode.sides.set(positions.map(Math.sign));
      mode.settle();
      for (const [argument, slope] of Array.from(mode.slopes).entries()) {
        const sign = Math.sign(toNumber(network.preActivations[argument]!));
        if (sign !== 0) expect(toNumber(slope)).toBe(sign > 0 ? 1 : network.kinks!.alpha);
      }
    }));

  it('carry the gradient of their blocks: it is Σ signal · slope · normal', () =>
    law(spec, (drawn) => {
      const { network, weights } = drawn;
      const { mode } = inMode(drawn);
      const signals = dd.vector(network.preActivations.length);
      network.kinks!.signals(weights, signals);
      const gradient = gradientSumOf(network, weights);
      for (const { at, length, planes } of mode.blocks) {
        const expected = dd.vector(length);
        for (const { normal, members } of planes)
          for (const member of members) {
            const factor = mul(
              mul(signals[member.argument]!, mode.slopes[member.argument]!),
              real(member.length),
            );
            dd.addScaled(length, factor, normal, 0, expected, 0);
          }
        // Lengths are kept as doubles.
        expect(distance(gradient.slice(at, at + length), expected)).toBeLessThan(1e-14);
      }
    }));
});

describe.each(MODELS)('%s in a mode', (spec) => {
  it('has gradients along its subspace, where sliding pre-activations stay zero', () =>
    law(spec, (drawn) => {
      const { mode, seen } = inMode(drawn);
      const gradient = gradientSumOf(seen, drawn.weights);
      const projected = gradient.slice();
      mode.project(projected);
      expect(distance(projected, gradient)).toBeLessThan(1e-28);
      const positions = new Float64Array(mode.sides.length);
      mode.readPositions(seen.preActivations, positions);
      for (const [plane, side] of mode.sides.entries())
        if (side === 0) expect(Math.abs(positions[plane]!)).toBeLessThan(1e-20);
    }));

  it('has gradients that are differences of margins, and a curvature that is the difference of gradients', () =>
    law(spec, (drawn) => {
      const { theta, direction, weights } = drawn;
      const { mode, seen } = inMode(drawn);
      mode.project(direction);
      const h = real(2 ** -30);
      const shifted = (sign: number) => {
        const point = Array.from(theta);
        dd.addScaled(point.length, mul(real(sign), h), direction, 0, point, 0);
        seen.evaluate(point);
        return { gradient: gradientSumOf(seen, weights), sum: inner(dd, weights, seen.margins) };
      };
      const [after, before] = [shifted(1), shifted(-1)];
      const difference = (a: DoubleDouble, b: DoubleDouble) => div(sub(a, b), add(h, h));
      seen.evaluate(theta);
      const slope = inner(dd, gradientSumOf(seen, weights), direction);
      expect(distance([difference(after.sum, before.sum)], [slope])).toBeLessThan(1e-16);
      const image = dd.vector(theta.length);
      seen.curvature(weights).times(direction, image);
      const expected = after.gradient.map((value, j) => difference(value, before.gradient[j]!));
      expect(distance(image, expected)).toBeLessThan(1e-16);
    }));

  it('solves with βI − τB as a dense factorisation does', () =>
    law(spec, (drawn) => {
      const { mode, seen } = inMode(drawn);
      const curvature = seen.curvature(drawn.weights);
      const dense = new DenseShift<DoubleDouble>().of(seen, curvature);
      const { shifted } = curvature;
      const tau = real(2 ** -8);
      expect(dense.prepare(one, tau)).toBe(true);
      const solved = Array.from(drawn.direction);
      mode.project(solved);
      const image = dd.vector(solved.length);
      const right = Array.from(solved);
      dense.solve(solved);
      curvature.times(solved, image);
      const back = solved.map((value, j) => sub(value, mul(tau, image[j]!)));
      expect(distance(back, right)).toBeLessThan(1e-27);
      if (!shifted) return;
      expect(shifted.prepare(one, tau)).toBe(true);
      const also = Array.from(right);
      shifted.solve(also);
      expect(distance(also, solved)).toBeLessThan(1e-26);
      const [gram, expected] = [dd.vector(16), dd.vector(16)];
      shifted.gram(gram);
      dense.gram(expected);
      expect(distance(gram, expected)).toBeLessThan(1e-26);
    }));
});
