import type { Dataset } from '../../../src/data/dataset.ts';
import type { Model } from '../../../src/models/model.ts';
import { levenbergMarquardt } from '../levenberg-marquardt.ts';
import { floatEquations, floatSystem, type SmoothPattern, type SmoothValues } from './kkt-system.ts';
import { deadParts } from './linearised.ts';
import { mortalParts } from './parts.ts';
import type { SmoothPoint } from './read-smooth.ts';

/** Violations smaller than this are left to the exact evaluation at the end. */
const NEGLIGIBLE = 1e-10;
/** A dead part that grows faster than this, where live parts grow at 1, was misread as dead. */
const REVIVES = 1 + 1e-6;
/** Changes to a pattern that was read; one that needs more was misread. */
const MAX_REPAIRS = 20;

/** A solved pattern all of whose inequalities hold, or why there is none. */
export type FittedSmooth =
  | ({ readonly kind: 'fits' } & SmoothPoint)
  | { readonly kind: 'misfit'; readonly reason: string };

/** One inequality that the solved values violate, and the point to go on from instead. */
interface Violation {
  readonly size: number;
  repaired(): SmoothPoint;
}

/**
 * Solves the equations of a pattern and tests every inequality of a KKT point on the solution; the worst violation changes the pattern, and the
 * equations are solved again.
 * @param direction of the trajectory; a part that comes back to life starts from there.
 */
export function fitSmooth(
  data: Dataset,
  model: Model,
  direction: Float64Array,
  start: SmoothPoint,
): FittedSmooth {
  const seen = new Set<string>();
  let point = start;
  for (let repair = 0; repair <= MAX_REPAIRS; repair++) {
    const { pattern } = point;
    if (pattern.support.length === 0) return { kind: 'misfit', reason: 'no support vector is left' };
    const key = JSON.stringify(pattern);
    if (seen.has(key)) return { kind: 'misfit', reason: 'repairs of the pattern go in a circle' };
    seen.add(key);
    const system = floatSystem(model, data, pattern, Math.hypot(...point.values.theta));
    const solution = levenbergMarquardt(
      Float64Array.from(system.unknownsOf(point.values)),
      floatEquations(system),
    );
    if (!solution.arrived)
      return { kind: 'misfit', reason: 'the equations of the pattern have no solution nearby' };
    const solved = { pattern, values: system.valuesOf(solution.point) };
    const violations = [
      ...negativeMultipliers(solved),
      ...marginsBelowOne(solved, system.margins(solved.values.theta)),
      ...deadThatGrow(data, model, direction, solved),
    ];
    const worst = violations.reduce<Violation | null>(
      (most, violation) => (violation.size > (most?.size ?? NEGLIGIBLE) ? violation : most),
      null,
    );
    if (!worst) return { kind: 'fits', ...solved };
    point = worst.repaired();
  }
  return { kind: 'misfit', reason: `the pattern needs more than ${MAX_REPAIRS} changes` };
}

function negativeMultipliers({ pattern, values }: SmoothPoint): Violation[] {
  const all = values.multipliers.reduce((sum, value) => sum + Math.abs(value), 0);
  return values.multipliers.map((multiplier, index) => ({
    size: -multiplier / all,
    repaired: () => ({
      pattern: { ...pattern, support: pattern.support.toSpliced(index, 1) },
      values: { ...values, multipliers: values.multipliers.toSpliced(index, 1) },
    }),
  }));
}

/** A point inside the margin joins the support vectors. */
function marginsBelowOne({ pattern, values }: SmoothPoint, margins: readonly number[]): Violation[] {
  return margins.flatMap((margin, i) =>
    pattern.support.includes(i)
      ? []
      : [
          {
            size: 1 - margin,
            repaired: () => ({
              pattern: { ...pattern, support: [...pattern.support, i] },
              values: { ...values, multipliers: [...values.multipliers, 0] },
            }),
          },
        ],
  );
}

/** Dead parts that are not 0 on the trajectory, and that are pushed away from 0 or would grow faster than the live ones. */
function deadThatGrow(
  data: Dataset,
  model: Model,
  direction: Float64Array,
  { pattern, values }: SmoothPoint,
): Violation[] {
  const alive = new Set(pattern.alive);
  const dead = mortalParts(model).filter(
    (part) => !alive.has(part[0]!) && part.some((j) => direction[j] !== 0),
  );
  if (dead.length === 0) return [];
  const { growth, push } = deadParts(data, model, pattern, values);
  const scale = Math.hypot(...values.theta);
  return dead.map((part) => ({
    size: Math.max(growth(part) - REVIVES, push(part) / scale),
    repaired: () => revived({ pattern, values }, part, (j) => scale * direction[j]!),
  }));
}

function revived(
  { pattern, values }: { pattern: SmoothPattern; values: SmoothValues<number> },
  part: readonly number[],
  valueAt: (j: number) => number,
): SmoothPoint {
  return {
    pattern: { ...pattern, alive: [...pattern.alive, ...part].sort((a, b) => a - b) },
    values: {
      ...values,
      theta: values.theta.map((value, j) => (part.includes(j) ? valueAt(j) : value)),
    },
  };
}
