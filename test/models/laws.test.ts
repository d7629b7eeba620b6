import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyInto, fill, inner, type Vector } from '../../src/linalg/kernel.ts';
import type { Network } from '../../src/models/model.ts';
import { type DoubleDouble, doubleDouble } from '../../src/numbers/double-double.ts';
import { dd, distance, type ModelCase, networkOf, real, SPECS, smoothCases, toNumber } from './case.ts';

/** Each law measures how far a network is from keeping it; all compute in double-double. */
type Law = (network: Network<DoubleDouble>, drawn: ModelCase) => number;

const { add, sub, mul, div, neg, one } = doubleDouble;
/** Of central differences: their error is of order STEP² = 1e-20, and rounding adds 1e-32/STEP. */
const STEP = 1e-10;

function snapshot(v: Vector<DoubleDouble>): DoubleDouble[] {
  return Array.from({ length: v.length }, (_, i) => v[i]!);
}

function rowsOf(network: Network<DoubleDouble>): DoubleDouble[][] {
  const size = network.model.parameterCount;
  const rows = dd.vector(network.samples.points * size);
  for (let i = 0; i < network.samples.points; i++) network.gradient(i, rows, i * size);
  const all = snapshot(rows);
  return Array.from({ length: network.samples.points }, (_, i) => all.slice(i * size, (i + 1) * size));
}

function combination(
  weights: readonly number[],
  rows: readonly DoubleDouble[][],
  size: number,
): DoubleDouble[] {
  const sum = dd.vector(size);
  rows.forEach((row, i) => {
    dd.addScaled(size, real(weights[i]!), row, 0, sum, 0);
  });
  return snapshot(sum);
}

/** (read(θ + STEP·v) − read(θ − STEP·v)) / (2·STEP). */
function centralDifference(
  network: Network<DoubleDouble>,
  theta: readonly DoubleDouble[],
  v: readonly DoubleDouble[],
  read: () => Vector<DoubleDouble>,
): DoubleDouble[] {
  const at = (step: number) => {
    network.evaluate(theta.map((value, j) => add(value, mul(real(step), v[j]!))));
    return snapshot(read());
  };
  const ahead = at(STEP);
  const behind = at(-STEP);
  return ahead.map((value, i) => div(sub(value, behind[i]!), real(2 * STEP)));
}

function gradientSumOf(network: Network<DoubleDouble>, weights: readonly number[]): Vector<DoubleDouble> {
  const out = dd.vector(network.model.parameterCount);
  network.gradientSum(weights.map(real), out);
  return out;
}

const laws: Readonly<Record<string, { readonly law: Law; readonly tolerance: number }>> = {
  'q(cθ) = c^L q(θ)': {
    tolerance: 1e-29,
    law: (network, { theta }) => {
      network.evaluate(theta.map(real));
      const before = snapshot(network.margins);
      network.evaluate(theta.map((value) => real(1.5 * value)));
      return distance(
        network.margins,
        before.map((q) => mul(real(1.5 ** network.model.degree), q)),
      );
    },
  },
  'Euler: ⟨θ, ∂q⟩ = L q': {
    tolerance: 1e-29,
    law: (network, { theta }) => {
      const point = theta.map(real);
      network.evaluate(point);
      const left = rowsOf(network).map((row) => inner(dd, row, point));
      return distance(
        left,
        snapshot(network.margins).map((q) => mul(real(network.model.degree), q)),
      );
    },
  },
  'directional derivatives are differences of margins': {
    tolerance: 1e-17,
    law: (network, { theta, direction }) => {
      const point = theta.map(real);
      network.evaluate(point);
      const out = dd.vector(network.samples.points);
      network.directional(direction.map(real), out);
      return distance(
        out,
        centralDifference(network, point, direction.map(real), () => network.margins),
      );
    },
  },
  'gradients agree with directional derivatives': {
    tolerance: 1e-29,
    law: (network, { theta, direction }) => {
      network.evaluate(theta.map(real));
      const out = dd.vector(network.samples.points);
      network.directional(direction.map(real), out);
      return distance(
        out,
        rowsOf(network).map((row) => inner(dd, row, direction.map(real))),
      );
    },
  },
  'gradientSum is the combination of gradients': {
    tolerance: 1e-29,
    law: (network, { theta, weights }) => {
      network.evaluate(theta.map(real));
      const expected = combination(weights, rowsOf(network), network.model.parameterCount);
      return distance(gradientSumOf(network, weights), expected);
    },
  },
  'curvature is the difference of gradientSum': {
    tolerance: 1e-17,
    law: (network, { theta, direction, weights }) => {
      const point = theta.map(real);
      network.evaluate(point);
      const out = dd.vector(point.length);
      network.curvature(weights.map(real)).times(direction.map(real), out);
      const expected = centralDifference(network, point, direction.map(real), () =>
        gradientSumOf(network, weights),
      );
      return distance(out, expected);
    },
  },
  'the shifted solve inverts βI − τB': {
    tolerance: 1e-26,
    law: (network, { theta, direction, weights }) => {
      network.evaluate(theta.map(real));
      const curvature = network.curvature(weights.map(real));
      const tau = real(2 ** -10);
      if (!curvature.shifted?.prepare(one, tau)) return 0;
      const v = direction.map(real);
      curvature.shifted.solve(v);
      const image = dd.vector(v.length);
      curvature.times(v, image);
      return distance(
        v.map((value, j) => sub(value, mul(tau, image[j]!))),
        direction.map(real),
      );
    },
  },
  'the shifted gram matrix is G(βI − τB)⁻¹Gᵀ': {
    tolerance: 1e-26,
    law: (network, { theta, weights }) => {
      network.evaluate(theta.map(real));
      const shifted = network.curvature(weights.map(real)).shifted;
      if (!shifted?.prepare(real(1.25), real(2 ** -10))) return 0;
      const n = network.samples.points;
      const out = dd.vector(n * n);
      shifted.gram(out);
      const rows = rowsOf(network);
      const expected = rows.flatMap((row) => {
        const solved = snapshot(row);
        shifted.solve(solved);
        return rows.map((other) => inner(dd, other, solved));
      });
      return distance(out, expected);
    },
  },
  'the flow conserves the invariants, whatever the weights': {
    tolerance: 1e-17,
    law: (network, { theta, weights }) => {
      const point = theta.map(real);
      network.evaluate(point);
      const field = snapshot(gradientSumOf(network, weights));
      const rates = centralDifference(network, point, field, () => network.invariants().values);
      const none = dd.vector(rates.length);
      return distance(rates, none) / (1 + Math.max(...field.map((value) => Math.abs(toNumber(value)))));
    },
  },
};

describe.each(SPECS)('%s', (spec) => {
  it.each(Object.entries(laws))('%s', (_name, { law, tolerance }) => {
    fc.assert(
      fc.property(smoothCases(spec), (drawn) => {
        expect(law(networkOf(drawn), drawn)).toBeLessThan(tolerance);
      }),
      { numRuns: 25 },
    );
  });
});

/** A network that lies about one thing; each law must notice at least one of these lies. */
function sabotaged(
  network: Network<DoubleDouble>,
  lie: Partial<
    Pick<Network<DoubleDouble>, 'gradient' | 'gradientSum' | 'directional' | 'curvature' | 'invariants'>
  >,
): Network<DoubleDouble> {
  return new Proxy(network, {
    get(target, key) {
      if (key in lie) return lie[key as keyof typeof lie];
      const value = Reflect.get(target, key, target) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const lies: Readonly<Record<string, (network: Network<DoubleDouble>) => Network<DoubleDouble>>> = {
  'Euler: ⟨θ, ∂q⟩ = L q': (network) =>
    sabotaged(network, {
      gradient: (point, out, at) => {
        network.gradient(point, out, at);
        out[at] = add(out[at]!, one);
      },
    }),
  'gradients agree with directional derivatives': (network) =>
    sabotaged(network, {
      gradient: (point, out, at) => {
        network.gradient(point, out, at);
        out[at] = add(out[at]!, one);
      },
    }),
  'directional derivatives are differences of margins': (network) =>
    sabotaged(network, {
      directional: (v, out) => {
        network.directional(v, out);
        out[0] = neg(out[0]!);
      },
    }),
  'gradientSum is the combination of gradients': (network) =>
    sabotaged(network, {
      gradientSum: (weights, out) => {
        network.gradientSum(weights, out);
        out[0] = neg(out[0]!);
      },
    }),
  'curvature is the difference of gradientSum': (network) =>
    sabotaged(network, {
      curvature: () => ({ times: (v, out) => copyInto(v, out) }),
    }),
  'the shifted solve inverts βI − τB': (network) =>
    sabotaged(network, {
      curvature: (weights) => ({
        times: network.curvature(weights).times.bind(network.curvature(weights)),
        shifted: { prepare: () => true, solve: (v) => fill(v, one), gram: () => undefined },
      }),
    }),
  'the shifted gram matrix is G(βI − τB)⁻¹Gᵀ': (network) =>
    sabotaged(network, {
      curvature: (weights) => {
        const { shifted, ...rest } = network.curvature(weights);
        return {
          ...rest,
          shifted: {
            prepare: shifted!.prepare.bind(shifted),
            solve: shifted!.solve.bind(shifted),
            gram: (out) => fill(out, one),
          },
        } as ReturnType<typeof network.curvature>;
      },
    }),
  'the flow conserves the invariants, whatever the weights': (network) =>
    sabotaged(network, { invariants: () => ({ values: network.margins, scales: network.margins }) }),
};

describe('a network that breaks a law is noticed', () => {
  const drawn: ModelCase = {
    spec: 'two-layer:2:0.25',
    points: 2,
    x: [1, 0.5, 0, 0.25, -0.5, 1, 1, 0],
    y: [1, -1],
    theta: [1, 0.5, 0.25, 0.5, -1, 1, 0.5, 0.25, 1, -0.5],
    direction: [0.5, 1, 1, -1, 0.25, 1, 0, 1, 0.5, -0.25],
    weights: [0.5, 0.75],
  };
  it.each(Object.entries(lies))('%s', (name, lie) => {
    const { law, tolerance } = laws[name]!;
    expect(law(networkOf(drawn), drawn)).toBeLessThan(tolerance);
    expect(law(lie(networkOf(drawn)), drawn)).toBeGreaterThan(1e-6);
  });
  it('q(cθ) = c^L q(θ)', () => {
    const { law } = laws['q(cθ) = c^L q(θ)']!;
    const network = networkOf(drawn);
    const wrong = { ...network.model, degree: 3 };
    const lying = new Proxy(network, {
      get(target, key) {
        const value = key === 'model' ? wrong : (Reflect.get(target, key, target) as unknown);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    expect(law(lying, drawn)).toBeGreaterThan(1e-6);
  });
});
