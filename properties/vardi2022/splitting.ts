import { solveLinearProgram } from '../../oracles/linear/linear-program.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { squareRootBounds } from '../../src/numbers/square-root.ts';

/**
 * Whether one neuron that carries all of a positive data set could be relieved by others.
 *
 * 'none': valid multipliers λ (λ ≥ 0, Σ λ_i x_i = e) with ‖Σ_I λ_i x_i‖ ≤ 1 for every subset I of the support vectors.
 * 'pays': directions w_j, ‖w_j‖ ≤ 1, with weights c_j > 0, Σ c_j ≤ 1, and a relief δ with ⟨δ, e⟩ > 1 and
 * ⟨δ, x_i⟩ ≤ Σ_j c_j φ(⟨w_j, x_i⟩) on the support vectors; and some valid multipliers.
 * 'open': neither was found; possible only where 'none' holds for multipliers in a thin set.
 */
export type Splitting =
  | { readonly kind: 'none'; readonly multipliers: readonly Rational[] }
  | {
      readonly kind: 'pays';
      readonly multipliers: readonly Rational[];
      readonly directions: readonly { readonly w: readonly Rational[]; readonly weight: Rational }[];
      readonly relief: readonly Rational[];
    }
  | { readonly kind: 'open' };

/** Directions tried before the question is left open. */
const MAX_CUTS = 60;
/** Bits of the factor that makes a direction a unit vector, from below. */
const BITS = 30;

/**
 * Minimises F(λ) = max_I ‖Σ_I λ_i x_i‖ = max_{‖w‖≤1} Σ λ_i φ(⟨w, x_i⟩) over the valid multipliers, by cutting planes: an exact linear
 * program in λ over the directions w found so far, and the direction of the worst subset as the next one. With one λ only (support
 * vectors independent) this is the subset criterion itself. The dual of the program is the relief.
 * @param support x_i of the support vectors, at most about a dozen. @param axis e, of length 1.
 */
export function splitting(support: readonly (readonly Rational[])[], axis: readonly Rational[]): Splitting {
  const cuts: Rational[][] = [];
  while (cuts.length <= MAX_CUTS) {
    const { multipliers, least, relief, weights } = solve(support, axis, cuts);
    if (least.compare(Rational.ONE) > 0) {
      const directions = cuts
        .map((w, j) => ({ w, weight: weights[j]! }))
        .filter(({ weight }) => weight.sign() > 0);
      return { kind: 'pays', multipliers, directions, relief };
    }
    const worst = longestSubsetSum(support, multipliers);
    const square = innerProduct(worst, worst);
    if (square.compare(Rational.ONE) <= 0) return { kind: 'none', multipliers };
    const shrink = squareRootBounds(Rational.ONE.div(square), BITS).lower;
    cuts.push(worst.map((value) => value.mul(shrink)));
  }
  return { kind: 'open' };
}

/** The longest Σ_I λ_i x_i over all subsets I. */
export function longestSubsetSum(
  support: readonly (readonly Rational[])[],
  multipliers: readonly Rational[],
): Rational[] {
  const scaled = support.map((x, i) => x.map((value) => value.mul(multipliers[i]!)));
  let sums: Rational[][] = [support[0]!.map(() => Rational.ZERO)];
  for (const row of scaled) sums = [...sums, ...sums.map((sum) => sum.map((value, j) => value.add(row[j]!)))];
  return sums.reduce((best, sum) =>
    innerProduct(sum, sum).compare(innerProduct(best, best)) > 0 ? sum : best,
  );
}

const positivePart = (value: Rational) => (value.sign() > 0 ? value : Rational.ZERO);

/** minimise σ subject to Σ λ_i x_i = e, Σ λ_i φ(⟨w_j,x_i⟩) ≤ σ, λ ≥ 0; with the dual δ of the equations and c of the cuts. */
function solve(
  support: readonly (readonly Rational[])[],
  axis: readonly Rational[],
  cuts: readonly (readonly Rational[])[],
) {
  const rows = [
    ...axis.flatMap((value, c) => {
      const row = [...support.map((x) => x[c]!), Rational.ZERO, value];
      return [row, row.map((entry) => entry.neg())];
    }),
    ...cuts.map((w) => [
      ...support.map((x) => positivePart(innerProduct(w, x)).neg()),
      Rational.ONE,
      Rational.ZERO,
    ]),
  ];
  const factors = rows.map(commonDenominator);
  const integers = rows.map((row, r) => row.map(({ num, den }) => (num * factors[r]!) / den));
  const columns = support.length + 1;
  const solution = solveLinearProgram(
    {
      a: integers.map((row) => row.slice(0, columns)),
      b: integers.map((row) => row[columns]!),
      c: Array.from({ length: columns }, (_, j) => (j === columns - 1 ? 1n : 0n)),
    },
    { columns: [], rows: [] },
  );
  if (solution.status !== 'optimal') throw new RangeError('expected an axis in the cone of the points');
  const { x, y, denominator } = solution;
  const dual = y.map((value, r) => Rational.of(value * factors[r]!, denominator));
  return {
    multipliers: support.map((_, i) => Rational.of(x[i]!, denominator)),
    least: Rational.of(x[columns - 1]!, denominator),
    relief: axis.map((_, c) => dual[2 * c]!.sub(dual[2 * c + 1]!)),
    weights: dual.slice(2 * axis.length),
  };
}

function commonDenominator(row: readonly Rational[]): bigint {
  return row.reduce((product, { den }) => (product * den) / gcd(product, den), 1n);
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}
