import type { Dataset } from '../../../src/data/dataset.ts';
import type { Model } from '../../../src/models/model.ts';
import { levenbergMarquardt } from '../levenberg-marquardt.ts';
import { norm, OrthogonalFactor } from '../orthogonal-factor.ts';
import { PseudoInverse } from '../pseudo-inverse.ts';
import { floatEquations, floatSystem } from './kkt-system.ts';
import type { SmoothPoint } from './read-smooth.ts';

/** Steps along the family; each one squares or at least divides what is left, and a distance needs few digits. */
const MAX_STEPS = 8;
/** Singular values below this fraction of the largest are 0 at a point solved to 1e-14. */
const FLAT = 1e-7;
/** A step by less than this part of ‖θ‖ changes the distance by its square. */
const SETTLED = 1e-8;

/**
 * From a unit direction to the nearest of the KKT points that form a continuum with the given one (rotations of hidden bases,
 * shares): alternately a step along the null space of the linearised equations, towards the direction, and Newton's method back.
 */
export function distanceToFamily(
  data: Dataset,
  model: Model,
  { pattern, values }: SmoothPoint,
  direction: Float64Array,
): number {
  const length = Math.hypot(...values.theta);
  const system = floatSystem(model, data, pattern, length);
  const offsetOf = (theta: readonly number[]) => direction.map((value, j) => value - theta[j]! / length);
  let unknowns = Float64Array.from(system.unknownsOf(values));
  let offset = offsetOf(values.theta);
  for (let step = 0; step < MAX_STEPS; step++) {
    const columns = system.jacobian(unknowns).map((column) => Float64Array.from(column));
    const flat = new PseudoInverse(columns).nullSpace(FLAT);
    const parameters = pattern.alive.length;
    const target = Float64Array.from(pattern.alive, (j) => length * offset[j]!);
    const basis = new OrthogonalFactor();
    for (const direction of flat) {
      const part = direction.slice(0, parameters);
      if (norm(part) > 1e-6 * norm(direction)) basis.append(part, 1e-6);
    }
    const { residual } = basis.project(target);
    const along = target.map((value, j) => value - residual[j]!);
    if (norm(along) <= SETTLED * length) break;
    const moved = unknowns.map((value, j) => value + (j < parameters ? along[j]! : 0));
    const back = levenbergMarquardt(moved, floatEquations(system));
    const nearer = offsetOf(system.valuesOf(back.point).theta);
    if (!back.arrived || norm(nearer) >= norm(offset)) break;
    [unknowns, offset] = [Float64Array.from(back.point), nearer];
  }
  return norm(offset);
}
