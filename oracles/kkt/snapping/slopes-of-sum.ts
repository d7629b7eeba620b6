import { Rational } from '../../../src/numbers/rational.ts';
import { solveLinearProgram } from '../../linear/linear-program.ts';

/**
 * Slopes σ_j from α to 1 with Σ σ_j v_j = sum, exactly: a linear program in (σ_j − α)/(1 − α). Undefined where there are none.
 * Shapes: as many slopes as vectors, of the length of the sum.
 */
export function slopesOfSum(
  vectors: readonly (readonly Rational[])[],
  alpha: Rational,
  sum: readonly Rational[],
): readonly Rational[] | undefined {
  const range = Rational.ONE.sub(alpha);
  const equations = sum.map((value, c) => {
    const lowest = vectors.reduce((total, v) => total.add(v[c]!.mul(alpha)), Rational.ZERO);
    return integers([...vectors.map((v) => v[c]!.mul(range)), value.sub(lowest)]);
  });
  // Both ways round, and no part above 1.
  const rows = [
    ...equations,
    ...equations.map((row) => row.map((value) => -value)),
    ...vectors.map((_, j) => [...vectors.map((_, k) => (k === j ? -1n : 0n)), -1n]),
  ];
  const solution = solveLinearProgram(
    {
      a: rows.map((row) => row.slice(0, -1)),
      b: rows.map((row) => row.at(-1)!),
      c: vectors.map(() => 0n),
    },
    { columns: [], rows: [] },
  );
  if (solution.status === 'infeasible') return undefined;
  return solution.x.map((value) => alpha.add(range.mul(Rational.of(value, solution.denominator))));
}

/** Fractions over their product of denominators, or a smaller common one. */
function integers(values: readonly Rational[]): bigint[] {
  const common = values.reduce((product, { den }) => (product % den === 0n ? product : product * den), 1n);
  return values.map(({ num, den }) => (num * common) / den);
}
