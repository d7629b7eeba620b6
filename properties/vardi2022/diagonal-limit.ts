import { diagonal } from '../../oracles/kkt/hidden-layer.ts';
import { integerPoints } from '../../oracles/linear/integer-points.ts';
import { solveLinearProgram } from '../../oracles/linear/linear-program.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { partsOf } from './diagonal-cases.ts';
import type { ExactPoint } from './hidden-layer-limit.ts';

/** u_j + sign·v_j where it is not 0: the part of coordinate j that can grow towards w_j of this sign. */
interface SignedPart {
  readonly coordinate: number;
  readonly sign: 1 | -1;
  readonly size: Rational;
}

/** Where the flow of f(x) = Σ_j v_j u_j x_j goes from one start. */
export interface DiagonalLimit extends ExactPoint {
  /** w_j = u_j v_j at the limit. */
  readonly w: readonly Rational[];
  /** ‖w‖₁ = ½‖θ‖² = Σ λ_i. */
  readonly cost: Rational;
  /**
   * r of distance ∝ log(1/𝓛)^r. A part that dies against a pull s grows like e^{∫s}, the live ones like e^{∫1}, which is √log(1/𝓛):
   * r = −(1 − s)/2 for the strongest of them. Margins differ by O(1): r ≥ −1. It is 0 where the optimum is not strict.
   */
  readonly rate: number;
}

/** The parts of a start that are alive; once 0, a part stays 0. @param start u, then v. */
export function liveParts(start: readonly Rational[]): SignedPart[] {
  return partsOf(start)
    .flatMap(({ plus, minus }, coordinate): SignedPart[] => [
      { coordinate, sign: 1, size: plus },
      { coordinate, sign: -1, size: minus },
    ])
    .filter(({ size }) => size.sign() !== 0);
}

/**
 * The limit of the flow from any start: the ℓ1 max margin over w that have the sign of a live part wherever they are not 0, because
 * (u_j ± v_j)' = ±s_j(u_j ± v_j) for the pull s = Σ p_i y_i x_i. Parts whose columns ±x_j agree grow by one factor, which settles how they
 * share their weight. Null where no such w separates the data; then the loss does not go to 0.
 * @param start u, then v.
 */
export function diagonalLimit(data: Dataset, start: readonly Rational[]): DiagonalLimit | null {
  const { x, denominator } = integerPoints(data);
  const columnOf = ({ coordinate, sign }: SignedPart): bigint[] =>
    data.y.map((label, i) => BigInt(label * sign) * x[i]![coordinate]!);
  const byColumn = new Map<string, SignedPart[]>();
  for (const part of liveParts(start)) {
    const key = columnOf(part).join();
    byColumn.set(key, [...(byColumn.get(key) ?? []), part]);
  }
  const groups = [...byColumn.values()];
  const columns = groups.map((parts) => columnOf(parts[0]!));
  const solution = solveLinearProgram(
    {
      a: data.y.map((_, i) => columns.map((column) => column[i]!)),
      b: data.y.map(() => denominator),
      c: columns.map(() => 1n),
    },
    { columns: [], rows: [] },
  );
  if (solution.status === 'infeasible') return null;
  const over = (value: bigint) => Rational.of(value, solution.denominator);
  const multipliers = solution.y.map((value) => over(value * denominator));
  const dimension = start.length / 2;
  const w = new Array<Rational>(dimension).fill(Rational.ZERO);
  const signs = new Array<1 | -1>(dimension).fill(1);
  groups.forEach((parts, g) => {
    const squares = parts.map(({ size }) => size.mul(size));
    const total = squares.reduce((sum, square) => sum.add(square));
    parts.forEach(({ coordinate, sign, size }, index) => {
      const share = over(solution.x[g]!).mul(squares[index]!).div(total);
      if (share.sign() === 0) return;
      w[coordinate] = sign === 1 ? share : share.neg();
      signs[coordinate] = size.sign() as 1 | -1;
    });
  });
  const pulls = columns.map((column) =>
    column.reduce((sum, value, i) => sum.add(over(value * solution.y[i]!)), Rational.ZERO),
  );
  const strongest = Math.max(
    -1,
    ...pulls.flatMap((pull, g) => (solution.x[g] === 0n ? [pull.toNumber()] : [])),
  );
  return {
    ...balanced(w, signs),
    multipliers,
    w,
    cost: multipliers.reduce((sum, value) => sum.add(value)),
    rate: isComplementary(data, w, multipliers) ? -(1 - strongest) / 2 : 0,
  };
}

/**
 * u_j = ±√|w_j| and |v_j| = |u_j|, with scale |w_j| so that no root is taken.
 * @param signs of u.
 */
export function balanced(w: readonly Rational[], signs: readonly number[]): Pick<ExactPoint, 'network'> {
  const signed = (value: Rational, sign: number) => (sign < 0 ? value.neg() : value);
  const layer = diagonal(
    Rational.ONE,
    w.map((value, j) => signed(value.abs(), signs[j]!)),
    w.map((value, j) =>
      value.sign() === 0 ? Rational.ZERO : signed(Rational.ONE, signs[j]! * value.sign()),
    ),
  );
  return {
    network: { ...layer, scales: w.map((value) => (value.sign() === 0 ? Rational.ONE : value.abs())) },
  };
}

/** Whether the points of margin 1 are those with a multiplier. */
function isComplementary(data: Dataset, w: readonly Rational[], multipliers: readonly Rational[]): boolean {
  return data.x.every((row, i) => {
    const margin = innerProduct(row, w).mul(Rational.of(BigInt(data.y[i]!)));
    return margin.equals(Rational.ONE) === multipliers[i]!.sign() > 0;
  });
}
