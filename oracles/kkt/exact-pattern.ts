import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { decimalField } from '../../src/numbers/decimal.ts';
import { bitLength, Rational } from '../../src/numbers/rational.ts';
import { rationalField } from '../../src/numbers/rational-field.ts';
import { type ExactHiddenLayer, type KinkSlope, withLeastMarginOne } from './certify.ts';
import { norm } from './orthogonal-factor.ts';
import {
  flatten,
  type Pattern,
  type PatternValues,
  patternEquations,
  patternParts,
  unflatten,
} from './pattern.ts';
import { linearised, rowScales } from './pattern-newton.ts';
import { projectOff } from './rationalise.ts';
import type { PatternPoint } from './read-pattern.ts';
import { simplestNear } from './simplest.ts';

/** Each round of refinement adds about as many digits as float64 has; more rounds than this mean that it stalls. */
const MAX_ROUNDS = 20;
/** Digits that sums over support vectors and neurons may lose. */
const GUARD_DIGITS = 10;

/** A KKT point in exact numbers, up to the residual of the last refinement. */
export interface ExactPatternPoint {
  readonly network: ExactHiddenLayer;
  /** λ, one a point of the data. */
  readonly multipliers: readonly Rational[];
  readonly slopes: readonly KinkSlope[];
}

/**
 * Carries a solved pattern from float64 to any number of digits by iterative refinement: equations in decimal arithmetic, corrections by
 * the inverse in float64. Stops early where the equations no longer improve. Values that are rational come out exactly.
 * @param digits at least 20.
 */
export function refine(
  data: Dataset,
  alpha: Rational,
  { pattern, values }: PatternPoint,
  digits: number,
): PatternValues<Rational> {
  const field = decimalField(digits + GUARD_DIGITS);
  const exactGram = signedGram(data, pattern.support);
  const gram = exactGram.map((row) => row.map(field.fromRational));
  const floatGram = exactGram.map((row) => row.map((value) => value.toNumber()));
  const inverse = linearised(pattern, alpha.toNumber(), floatGram, values);
  const scales = rowScales(pattern, floatGram);
  let refined = unflatten(pattern, flatten(values).map(field.fromNumber));
  let residual = Number.POSITIVE_INFINITY;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const parts = patternParts(field, field.fromRational(alpha), gram, pattern, refined);
    const equations = Float64Array.from(
      patternEquations(field, parts, refined),
      (value, row) => field.toNumber(value) * scales[row]!,
    );
    const size = norm(equations);
    if (size <= 10 ** -digits || size >= residual) break;
    residual = size;
    const step = inverse.solve(equations);
    refined = unflatten(
      pattern,
      flatten(refined).map((value, j) => field.sub(value, field.fromNumber(step[j]!))),
    );
  }
  const decimals = unflatten(pattern, flatten(refined).map(field.toRational));
  return exactSolution(pattern, alpha, exactGram, decimals, digits) ?? decimals;
}

/** The values of least denominators nearby, if those solve the equations exactly: rational limits are found as such. */
function exactSolution(
  pattern: Pattern,
  alpha: Rational,
  gram: readonly (readonly Rational[])[],
  values: PatternValues<Rational>,
  digits: number,
): PatternValues<Rational> | null {
  const simple = flatten(values).map((value) =>
    simplestNear(value, Rational.fromDecimal(`1e-${digits - GUARD_DIGITS}`)),
  );
  // A fraction with as many digits as its tolerance fits any value; half as many fit by chance never.
  const longest = ((digits - GUARD_DIGITS) / 2) * Math.log2(10);
  if (simple.some(({ den }) => bitLength(den) > longest)) return null;
  const candidate = unflatten(pattern, simple);
  const parts = patternParts(rationalField, alpha, gram, pattern, candidate);
  const solves = patternEquations(rationalField, parts, candidate).every((value) => value.sign() === 0);
  return solves ? candidate : null;
}

/** ⟨y_i x_i, y_j x_j⟩, exactly, of some points. */
function signedGram({ x, y }: Dataset, support: readonly number[]): Rational[][] {
  return support.map((i) =>
    support.map((j) => (y[i] === y[j] ? innerProduct(x[i]!, x[j]!) : innerProduct(x[i]!, x[j]!).neg())),
  );
}

/**
 * The two-layer net of refined values. Neuron k of group g has c_k = shares_k·c_g, a_k = ±√c_k and w_k = a_k u_g, kept as
 * ρ_k = c_k, v_k = ±c_k u_g, output ±1, so that no root is taken; kinks are exact because u_g is projected.
 * @param shares of every neuron in its group, summing to 1 over the group; dead neurons are set to 0.
 * @param digits of the values.
 */
export function exactPatternPoint(
  data: Dataset,
  alpha: Rational,
  { pattern }: PatternPoint,
  values: PatternValues<Rational>,
  shares: readonly Rational[],
  digits: number,
): ExactPatternPoint {
  const { support, groups } = pattern;
  const { weights } = patternParts(rationalField, alpha, signedGram(data, support), pattern, values);
  const directions = groups.map(({ regimes }, g) => {
    const u = data.x[0]!.map((_, j) =>
      support.reduce((sum, i, index) => {
        const term = weights[g]![index]!.mul(data.x[i]![j]!);
        return data.y[i] === 1 ? sum.add(term) : sum.sub(term);
      }, Rational.ZERO),
    );
    return projectOff(
      u,
      support.filter((_, index) => regimes[index] === 'kink').map((i) => data.x[i]!),
    );
  });
  const groupOf = shares.map((_, k) => groups.findIndex(({ neurons }) => neurons.includes(k)));
  const strengths = shares.map((share, k) =>
    groupOf[k]! < 0 ? Rational.ONE : share.mul(values.strengths[groupOf[k]!]!),
  );
  const signed = (k: number, value: Rational) => (groups[groupOf[k]!]!.sign === 1 ? value : value.neg());
  const network: ExactHiddenLayer = {
    slope: alpha,
    weights: shares.map((_, k) =>
      groupOf[k]! < 0
        ? data.x[0]!.map(() => Rational.ZERO)
        : directions[groupOf[k]!]!.map((value) => signed(k, value.mul(strengths[k]!))),
    ),
    scales: strengths,
    neurons: shares.map((_, k) => ({
      weights: k,
      offset: 0,
      output: groupOf[k]! < 0 ? Rational.ZERO : signed(k, Rational.ONE),
    })),
  };
  const multipliers = data.x.map(() => Rational.ZERO);
  support.forEach((i, index) => {
    multipliers[i] = atLeast(values.multipliers[index]!, Rational.ZERO);
  });
  const slopes = groups.flatMap(({ neurons }, g) =>
    support.flatMap((point, index): KinkSlope[] => {
      const kinked = values.kinked[g]![index];
      if (kinked === undefined || multipliers[point]!.sign() === 0) return [];
      const slope = atMost(atLeast(kinked.div(multipliers[point]!), alpha), Rational.ONE);
      return neurons.map((neuron) => ({ point, neuron, slope }));
    }),
  );
  return {
    network: withLeastMarginOne(data, network, Math.ceil(digits * Math.log2(10))),
    multipliers,
    slopes,
  };
}

function atLeast(value: Rational, bound: Rational): Rational {
  return value.compare(bound) < 0 ? bound : value;
}

function atMost(value: Rational, bound: Rational): Rational {
  return value.compare(bound) > 0 ? bound : value;
}
