import { float64 } from '../../src/numbers/float64.ts';
import { type Group, type Pattern, type PatternValues, patternParts, type Regime } from './pattern.ts';
import { solvePattern } from './pattern-newton.ts';
import type { PatternPoint } from './read-pattern.ts';

/** Violations smaller than this are left to the exact evaluation at the end. */
const NEGLIGIBLE = 1e-10;
/** Changes to a pattern that was read; one that needs more was misread. */
const MAX_REPAIRS = 40;

const NO_SOLUTION = 'the equations of the pattern have no solution nearby';

/** The Gram matrix of all points y_i x_i, and α. */
export interface PatternProblem {
  readonly alpha: number;
  readonly gram: readonly (readonly number[])[];
  readonly labels: ArrayLike<number>;
}

/** A solved pattern all of whose inequalities hold, or why there is none. */
export type FittedPattern =
  | ({ readonly kind: 'fits' } & PatternPoint)
  | { readonly kind: 'misfit'; readonly reason: string };

/** One inequality that the solved values violate, and the pattern to solve instead. */
interface Violation {
  readonly size: number;
  readonly what: string;
  repaired(): PatternPoint;
}

/**
 * Solves the equations of a pattern and tests every inequality of a KKT point on the solution; as in an active-set method, the worst
 * violation changes the pattern and the equations are solved again. Ends with a pattern that fits, or says why none was reached.
 */
export function fitPattern(problem: PatternProblem, start: PatternPoint): FittedPattern {
  const seen = new Set<string>();
  let point = merged(start);
  for (let repair = 0; repair <= MAX_REPAIRS; repair++) {
    const { pattern } = point;
    if (pattern.support.length === 0 || pattern.groups.length === 0)
      return misfit('no support vector or no live neuron is left');
    const key = JSON.stringify(pattern);
    if (seen.has(key)) return misfit('repairs of the pattern go in a circle');
    seen.add(key);
    const gram = pattern.support.map((i) => pattern.support.map((j) => problem.gram[i]![j]!));
    const solution = solvePattern(pattern, problem.alpha, gram, point.values);
    if (!solution.arrived) {
      if (pattern.groups.length === 1) return misfit(NO_SOLUTION);
      point = merged(withoutGroup(point, shortestGroup(problem.alpha, gram, point)));
      continue;
    }
    const worst = worstViolation(problem, { pattern, values: solution.values });
    if (!worst) return { kind: 'fits', pattern, values: solution.values };
    point = merged(worst.repaired());
  }
  return misfit(`the pattern needs more than ${MAX_REPAIRS} changes`);
}

function misfit(reason: string): FittedPattern {
  return { kind: 'misfit', reason };
}

function worstViolation(problem: PatternProblem, point: PatternPoint): Violation | null {
  const violations = [
    ...negativeStrengths(point),
    ...negativeMultipliers(point),
    ...slopesOutside(problem, point),
    ...wrongRegimes(problem, point),
    ...marginsBelowOne(problem, point),
  ];
  return violations.reduce<Violation | null>(
    (worst, violation) => (violation.size > (worst?.size ?? NEGLIGIBLE) ? violation : worst),
    null,
  );
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + Math.abs(value), 0);

function negativeStrengths(point: PatternPoint): Violation[] {
  const { values } = point;
  const all = total(values.strengths);
  return values.strengths.map((strength, g) => ({
    size: -strength / all,
    what: `group ${g} has a negative strength`,
    repaired: () => withoutGroup(point, g),
  }));
}

function withoutGroup({ pattern, values }: PatternPoint, g: number): PatternPoint {
  return {
    pattern: { ...pattern, groups: pattern.groups.toSpliced(g, 1) },
    values: {
      ...values,
      strengths: values.strengths.toSpliced(g, 1),
      kinked: values.kinked.toSpliced(g, 1),
    },
  };
}

/**
 * The group with the least ‖u_g‖. Live neurons grow at rate 1 in log-loss time and others at their ‖u_g‖, so where a pattern has no
 * solution this is the group that was read as live while it is still dying.
 */
function shortestGroup(
  alpha: number,
  gram: readonly (readonly number[])[],
  { pattern, values }: PatternPoint,
): number {
  const { weights, reach } = patternParts(float64, alpha, gram, pattern, values);
  const squares = weights.map((row, g) => row.reduce((sum, weight, i) => sum + weight * reach[g]![i]!, 0));
  return squares.indexOf(Math.min(...squares));
}

function negativeMultipliers({ pattern, values }: PatternPoint): Violation[] {
  const all = total(values.multipliers);
  return values.multipliers.map((multiplier, i) => ({
    size: -multiplier / all,
    what: `point ${pattern.support[i]} has a negative multiplier`,
    repaired: () => ({
      pattern: {
        support: pattern.support.toSpliced(i, 1),
        groups: pattern.groups.map((group) => ({ ...group, regimes: group.regimes.toSpliced(i, 1) })),
      },
      values: {
        ...values,
        multipliers: values.multipliers.toSpliced(i, 1),
        kinked: values.kinked.map((row) => row.toSpliced(i, 1)),
      },
    }),
  }));
}

/** A kink whose slope leaves [α, 1] is released to the side whose slope it passed. */
function slopesOutside({ alpha }: PatternProblem, point: PatternPoint): Violation[] {
  const { values } = point;
  const all = total(values.multipliers);
  return values.kinked.flatMap((row, g) =>
    row.flatMap((weight, i) => {
      if (weight === undefined) return [];
      const multiplier = values.multipliers[i]!;
      const [below, above] = [alpha * multiplier - weight, weight - multiplier];
      const regime: Regime = below > above ? 'negative' : 'positive';
      const size = Math.max(below, above) / all;
      return [
        { size, what: 'a slope is outside its range', repaired: () => withRegime(point, g, i, regime) },
      ];
    }),
  );
}

/** A pre-activation of the wrong sign slides where its kink attracts (a_k y_i < 0), and else is on the other side. */
function wrongRegimes({ alpha, gram, labels }: PatternProblem, point: PatternPoint): Violation[] {
  if (alpha === 1) return [];
  const { pattern } = point;
  const reaches = reachOfAll({ alpha, gram, labels }, point);
  return pattern.groups.flatMap(({ sign, regimes }, g) =>
    regimes.flatMap((regime, i) => {
      if (regime === 'kink') return [];
      const p = pattern.support[i]!;
      const z = (sign * labels[p]! * reaches[g]![p]!) / Math.sqrt(gram[p]![p]!);
      const other: Regime = regime === 'positive' ? 'negative' : 'positive';
      const next = sign * labels[p]! < 0 ? 'kink' : other;
      return [
        {
          size: regime === 'positive' ? -z : z,
          what: 'a pre-activation has the wrong sign',
          repaired: () => withRegime(point, g, i, next),
        },
      ];
    }),
  );
}

/** A point inside the margin joins the support vectors. */
function marginsBelowOne(problem: PatternProblem, point: PatternPoint): Violation[] {
  const { alpha, gram, labels } = problem;
  const { pattern, values } = point;
  const reaches = reachOfAll(problem, point);
  return gram.flatMap((_, p) => {
    if (pattern.support.includes(p)) return [];
    const active = pattern.groups.map(
      ({ sign }, g) => alpha === 1 || sign * labels[p]! * reaches[g]![p]! > 0,
    );
    const margin = values.strengths.reduce(
      (sum, strength, g) => sum + strength * (active[g] ? 1 : alpha) * reaches[g]![p]!,
      0,
    );
    return [
      {
        size: 1 - margin,
        what: `point ${p} is inside the margin`,
        repaired: () => ({
          pattern: {
            support: [...pattern.support, p],
            groups: pattern.groups.map((group, g) => ({
              ...group,
              regimes: [...group.regimes, active[g] ? ('positive' as const) : ('negative' as const)],
            })),
          },
          values: {
            ...values,
            multipliers: [...values.multipliers, 0],
            kinked: values.kinked.map((row) => [...row, undefined]),
          },
        }),
      },
    ];
  });
}

/** y_i⟨u_g, x_i⟩ for every point of the data, support vector or not. */
export function reachOfAll({ alpha, gram }: PatternProblem, { pattern, values }: PatternPoint): number[][] {
  const own = pattern.support.map((i) => pattern.support.map((j) => gram[i]![j]!));
  const { weights } = patternParts(float64, alpha, own, pattern, values);
  return weights.map((row) =>
    gram.map((products) => row.reduce((sum, weight, j) => sum + weight * products[pattern.support[j]!]!, 0)),
  );
}

function withRegime({ pattern, values }: PatternPoint, g: number, i: number, regime: Regime): PatternPoint {
  const group = pattern.groups[g]!;
  const changed: Group = { ...group, regimes: group.regimes.with(i, regime) };
  const kinked = regime === 'kink' ? values.multipliers[i]! : undefined;
  return {
    pattern: { ...pattern, groups: pattern.groups.with(g, changed) },
    values: { ...values, kinked: values.kinked.with(g, values.kinked[g]!.with(i, kinked)) },
  };
}

/** The same point with groups that have become alike made one. */
function merged({ pattern, values }: PatternPoint): PatternPoint {
  const kept: { group: Group; strength: number; kinked: PatternValues<number>['kinked'][number] }[] = [];
  pattern.groups.forEach((group, g) => {
    const alike = kept.find(
      ({ group: other }) =>
        other.sign === group.sign && other.regimes.every((r, i) => r === group.regimes[i]),
    );
    if (!alike) {
      kept.push({ group, strength: values.strengths[g]!, kinked: values.kinked[g]! });
      return;
    }
    alike.group = { ...alike.group, neurons: [...alike.group.neurons, ...group.neurons] };
    alike.strength += values.strengths[g]!;
  });
  return {
    pattern: { ...pattern, groups: kept.map(({ group }) => group) } satisfies Pattern,
    values: {
      ...values,
      strengths: kept.map(({ strength }) => strength),
      kinked: kept.map(({ kinked }) => kinked),
    },
  };
}
