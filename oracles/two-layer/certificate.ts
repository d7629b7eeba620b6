/** Writing a float64 proof as an exact certificate of kind "two-layer-margin" (oracles/checker/FORMAT.md). */
import type { Dataset } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { type Certificate, certificateData } from '../certificate.ts';
import { integerPoints } from '../linear/integer-points.ts';
import type { Solution } from './column-generation.ts';
import { ceilQuotient, ceilSquareRoot, exactNet } from './exact-net.ts';
import type { Tightening } from './interval-tightening.ts';
import { coefficients } from './net-bound.ts';
import type { PricingProblem } from './pricing-problem.ts';
import type { Step } from './tree-search.ts';

/** Multipliers of rows are rounded to multiples of 2^−56: the search leaves room for a thousand times that. */
const BITS = 56;

/** A neuron sign·φ(⟨weights,x⟩), with norm at least ‖weights‖. */
export interface ExactNeuron {
  readonly sign: 1 | -1;
  readonly weights: readonly Rational[];
  readonly norm: Rational;
}

/** What the certificate claims and the net behind its upper bound. */
export interface CertifiedMargin {
  readonly lower: Rational;
  readonly upper: Rational;
  readonly neurons: readonly ExactNeuron[];
  readonly certificate: Certificate;
}

/** The certificate of a solution; undefined when its rounded net does not classify every point. */
export function certify(
  data: Dataset,
  alpha: Rational,
  problem: PricingProblem,
  solution: Solution,
): CertifiedMargin | undefined {
  const points = integerPoints(data);
  const net = exactNet(data, points, alpha, problem, solution);
  if (!net) return undefined;
  const grid = new Grid(data.x.length, problem);
  const multipliers = grid.multipliers(solution.multipliers);
  const lower = Rational.of(
    multipliers.reduce((sum, value) => sum + value),
    grid.denominator,
  );
  const certificate: Certificate = {
    format: 'farkas/certificate@1',
    claim: {
      kind: 'two-layer-margin',
      alpha: String(alpha),
      lower: String(lower),
      upper: String(net.upper),
    },
    data: certificateData(data, points),
    solution: {
      neurons: net.neurons.map(({ sign, weights, norm }) => ({
        sign,
        weights: weights.map(String),
        norm: String(norm),
      })),
    },
    derivation: {
      denominator: String(grid.denominator),
      multipliers: multipliers.map(String),
      radii: points.x.map((row) => String(grid.radius(row, points.denominator))),
      positive: grid.tree(solution.positive, coefficients(problem, 1, solution.multipliers)),
      negative: grid.tree(solution.negative, coefficients(problem, -1, solution.multipliers)),
    },
  };
  const neurons = net.neurons.map(({ sign, weights, norm }) => ({
    sign,
    weights: weights.map((value) => Rational.of(value, net.denominator)),
    norm: Rational.of(norm, net.denominator),
  }));
  return { lower, upper: net.upper, neurons, certificate };
}

/**
 * Numbers of the search as integers over one power of two. What belongs to row r is a multiple of 2^−56 in
 * the units of the row; in the units of the data it is shifted by the exponents of the rows.
 */
class Grid {
  readonly denominator: bigint;
  private readonly count: number;
  private readonly problem: PricingProblem;
  private readonly shift: number;

  constructor(count: number, problem: PricingProblem) {
    const most = problem.exponents.reduce((a, b) => Math.max(a, b));
    const least = problem.leastExponent;
    this.count = count;
    this.problem = problem;
    this.shift = Math.max(0, most, -least, most - least);
    this.denominator = 1n << BigInt(BITS + this.shift);
  }

  /** λ of every point of the data: 0 where the point is no row. */
  multipliers(lambda: Float64Array): bigint[] {
    const result = new Array<bigint>(this.count).fill(0n);
    this.problem.points.forEach((point, r) => {
      result[point] = this.scaled(lambda[r]!, -this.problem.exponents[r]!);
    });
    return result;
  }

  /** The steps for F with coefficients c. */
  tree(steps: readonly Step[], c: Float64Array): object[] {
    return steps.map((step) => {
      if (step.step === 'branch') return { step: 'branch', point: this.problem.points[step.point]! };
      const slopes = this.slopes(step.slopes, c);
      if (step.step === 'leaf') return { step: 'leaf', slopes };
      return { step: 'tighten', slopes, bounds: step.bounds.map((bound) => this.tightening(bound)) };
    });
  }

  private slopes(m: Float64Array, c: Float64Array): string[] {
    const result = new Array<string>(this.count).fill('c');
    this.problem.points.forEach((point, r) => {
      if (m[r] === c[r]) return;
      result[point] =
        m[r] === this.problem.alpha * c[r]! ? 'ac' : String(this.scaled(m[r]!, -this.problem.exponents[r]!));
    });
    return result;
  }

  /** An integer over the denominator that is at least ‖row‖. */
  radius(row: readonly bigint[], denominator: bigint): bigint {
    const squares = row.reduce((sum, value) => sum + value * value, 0n);
    return ceilSquareRoot(ceilQuotient(squares * this.denominator ** 2n, denominator ** 2n));
  }

  private tightening({ point, side, bound, cutWeight, terms }: Tightening): object {
    const { points, exponents } = this.problem;
    const own = exponents[point]!;
    return {
      point: points[point]!,
      side,
      bound: String(this.scaled(bound, own)),
      cutWeight: String(this.scaled(cutWeight, own)),
      terms: terms.map(({ point: row, weight }) => ({
        point: points[row]!,
        weight: String(this.scaled(weight, own - exponents[row]!)),
      })),
    };
  }

  /** value·2^exponent over the denominator, value rounded to a multiple of 2^−56. */
  private scaled(value: number, exponent: number): bigint {
    return BigInt(Math.round(value * 2 ** BITS)) << BigInt(this.shift + exponent);
  }
}
