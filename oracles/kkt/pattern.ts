import type { Field } from '../../src/numbers/field.ts';

/** What the neurons of a group do at a support vector: pre-activation positive, negative, or held at 0. */
export type Regime = 'positive' | 'negative' | 'kink';

/**
 * Neurons that one KKT point cannot tell apart: the same output sign and the same regimes, hence the same u = Σ λ_i y_i σ_i x_i
 * with w_k = a_k u for each of them. How they share Σ a_k² is free.
 */
export interface Group {
  readonly neurons: readonly number[];
  readonly sign: 1 | -1;
  /** One a support vector. */
  readonly regimes: readonly Regime[];
}

/** The combinatorial part of a KKT point of a two-layer net: which points support it, which neurons live, and how. */
export interface Pattern {
  readonly support: readonly number[];
  readonly groups: readonly Group[];
}

/** Values that go with a pattern. Shapes: multipliers one a support vector, strengths one a group, kinked [group][support vector]. */
export interface PatternValues<T> {
  /** λ_i. */
  readonly multipliers: readonly T[];
  /** c_g = Σ a_k² over the group. */
  readonly strengths: readonly T[];
  /** λ_iσ_gi on kinks, undefined elsewhere. */
  readonly kinked: readonly (readonly (T | undefined)[])[];
}

/** The unknowns as one row: multipliers, strengths, and what is kinked, group by group; and back. */
export function flatten<T>({ multipliers, strengths, kinked }: PatternValues<T>): T[] {
  return [...multipliers, ...strengths, ...kinked.flat().filter((value) => value !== undefined)];
}

export function unflatten<T>({ support, groups }: Pattern, row: readonly T[]): PatternValues<T> {
  const values = row.values();
  const next = () => values.next().value as T;
  return {
    multipliers: support.map(next),
    strengths: groups.map(next),
    kinked: groups.map(({ regimes }) => regimes.map((regime) => (regime === 'kink' ? next() : undefined))),
  };
}

/** What the equations of a pattern are made of; everything depends on the Gram matrix of the points y_i x_i only. */
export interface PatternParts<T> {
  /** Slope σ_gi off kinks: 1 or α; undefined on a kink. */
  readonly slopes: readonly (readonly (T | undefined)[])[];
  /** m_gi = λ_iσ_gi, so that u_g = Σ m_gi y_i x_i. */
  readonly weights: readonly (readonly T[])[];
  /** y_i⟨u_g, x_i⟩. */
  readonly reach: readonly (readonly T[])[];
}

/** @param gram ⟨y_i x_i, y_j x_j⟩ of the support vectors. */
export function patternParts<T>(
  field: Field<T>,
  alpha: T,
  gram: readonly (readonly T[])[],
  { groups }: Pattern,
  { multipliers, kinked }: PatternValues<T>,
): PatternParts<T> {
  const slopes = groups.map(({ regimes }) =>
    regimes.map((regime) => (regime === 'kink' ? undefined : regime === 'positive' ? field.one : alpha)),
  );
  const weights = slopes.map((row, g) =>
    row.map((slope, i) => (slope === undefined ? kinked[g]![i]! : field.mul(multipliers[i]!, slope))),
  );
  const reach = weights.map((row) => gram.map((products) => innerOver(field, row, products)));
  return { slopes, weights, reach };
}

/**
 * The equations of a KKT point with this pattern, all 0 there: ‖u_g‖² = 1 for each group, margin 1 at each support vector,
 * ⟨u_g, x_i⟩ = 0 on each kink; in this order.
 */
export function patternEquations<T>(
  field: Field<T>,
  { slopes, weights, reach }: PatternParts<T>,
  { strengths }: PatternValues<T>,
): T[] {
  const norms = weights.map((row, g) => field.sub(innerOver(field, row, reach[g]!), field.one));
  const margins = (reach[0] ?? []).map((_, i) =>
    slopes.reduce((margin, row, g) => {
      const slope = row[i];
      if (slope === undefined) return margin;
      return field.add(margin, field.mul(strengths[g]!, field.mul(slope, reach[g]![i]!)));
    }, field.neg(field.one)),
  );
  const kinks = slopes.flatMap((row, g) => reach[g]!.filter((_, i) => row[i] === undefined));
  return [...norms, ...margins, ...kinks];
}

function innerOver<T>(field: Field<T>, a: readonly T[], b: readonly T[]): T {
  return a.reduce((sum, value, i) => field.add(sum, field.mul(value, b[i]!)), field.zero);
}
