import { Rational } from '../../src/numbers/rational.ts';
import { Dictionary } from './dictionary.ts';
import type { Basis, LinearProgram } from './linear-program.ts';

/** Optimal x and y of which, in each complementary pair (x_j, cost − pull) and (slack_i, y_i), one is positive. */
export interface StrictPair {
  readonly x: readonly Rational[];
  readonly y: readonly Rational[];
}

/**
 * A strictly complementary pair (Goldman and Tucker, 1956): x in the relative interior of the face of optima, y in that
 * of the dual. Both faces must be bounded; `basis` must be optimal.
 */
export function strictPair(program: LinearProgram, basis: Basis): StrictPair {
  const dictionary = Dictionary.at(program, basis);
  const columns = program.c.length;
  const count = columns + program.b.length;
  return {
    x: interior(dictionary, count).slice(0, columns),
    y: interior(dictionary.dual(), count).slice(columns),
  };
}

/** The mean of optima, among which every variable is positive that is positive at any optimum. */
function interior(dictionary: Dictionary, count: number): Rational[] {
  const optima = [dictionary.values(count)];
  for (const variable of dictionary.undecided())
    if (optima.every((values) => values[variable]!.sign() === 0))
      optima.push(dictionary.maximise(variable).values(count));
  const weight = Rational.of(1n, BigInt(optima.length));
  return optima[0]!.map((_, variable) =>
    optima.reduce((sum, values) => sum.add(values[variable]!), Rational.ZERO).mul(weight),
  );
}
