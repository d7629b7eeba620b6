import type { Dataset } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { IntegerPoints } from '../linear/integer-points.ts';
import type { Solution } from './column-generation.ts';
import type { PricingProblem } from './pricing-problem.ts';

/** Weights of the net are rounded to multiples of 2^−64. */
const NET_BITS = 64;

/** The net over one denominator, and Σ norm / least margin. */
export interface ExactNet {
  readonly denominator: bigint;
  readonly neurons: readonly { sign: 1 | -1; weights: readonly bigint[]; norm: bigint }[];
  readonly upper: Rational;
}

/** The net of a solution, rounded; undefined when it does not classify every point. */
export function exactNet(
  data: Dataset,
  { x, denominator: unit }: IntegerPoints,
  alpha: Rational,
  problem: PricingProblem,
  solution: Solution,
): ExactNet | undefined {
  const shift = NET_BITS + problem.leastExponent;
  const denominator = 1n << BigInt(Math.max(0, shift));
  const extra = BigInt(Math.max(0, -shift));
  const neurons = solution.net.map(({ sign, w, weight }) => {
    const weights = Array.from(
      problem.lift(w),
      (value) => BigInt(Math.round(weight * value * 2 ** NET_BITS)) << extra,
    );
    const squares = weights.reduce((sum, value) => sum + value * value, 0n);
    return { sign, weights, norm: ceilSquareRoot(squares) };
  });
  const margins = x.map((row, i) => {
    let output = 0n;
    for (const { sign, weights } of neurons) {
      let z = 0n;
      for (let j = 0; j < row.length; j++) z += row[j]! * weights[j]!;
      output += BigInt(sign) * z * (z < 0n ? alpha.num : alpha.den);
    }
    return output * BigInt(data.y[i]!);
  });
  let least = margins[0]!;
  for (const margin of margins) if (margin < least) least = margin;
  if (least <= 0n) return undefined;
  const norm = neurons.reduce((sum, neuron) => sum + neuron.norm, 0n);
  return { denominator, neurons, upper: Rational.of(norm * alpha.den * unit, least) };
}

/** ⌈a/b⌉ for a ≥ 0, b > 0. */
export function ceilQuotient(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

/** The least integer whose square is at least value ≥ 0, by Newton's method from above. */
export function ceilSquareRoot(value: bigint): bigint {
  if (value === 0n) return 0n;
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) break;
    root = next;
  }
  return root * root < value ? root + 1n : root;
}
