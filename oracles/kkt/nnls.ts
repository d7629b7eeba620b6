import { ActiveFit } from './active-fit.ts';
import { dot, norm } from './orthogonal-factor.ts';

/** One generator of a cone, with the index of the family it was drawn from. */
export interface Generator {
  readonly source: number;
  readonly column: Float64Array;
}

/**
 * A closed convex cone given by pricing: it need not list its generators. A data point with q sliding neurons
 * has 2^q gradients, but the steepest of them is found in q comparisons.
 */
export interface Cone<G extends Generator> {
  /**
   * A generator g with ⟨g, residual⟩ > 0 from a source that is not excluded, whenever there is one; the larger
   * ⟨g, residual⟩/‖g‖, the fewer rounds. Null when no source is left.
   */
  steepest(residual: Float64Array, excluded: ReadonlySet<number>): G | null;
}

/** What rounding alone leaves of a target that is in the cone, relative to it. */
const ROUNDING = 8 * Number.EPSILON;

/** The point of a cone nearest to a target. */
export interface ConeProjection<G extends Generator> {
  /** Linearly independent generators with their positive weights. */
  readonly parts: readonly { readonly generator: G; readonly weight: number }[];
  /** target − Σ weight · generator. */
  readonly residual: Float64Array;
  readonly distance: number;
}

/**
 * Projects `target` on a cone by Lawson and Hanson's active-set method (Solving Least Squares Problems, 1974,
 * chapter 23), with the steepest generator priced on demand.
 *
 * Each round lowers the distance, so no set of generators comes back; a source that brings nothing, because its
 * gain is rounding, is left out until another one does.
 */
export function projectOntoCone<G extends Generator>(target: Float64Array, cone: Cone<G>): ConeProjection<G> {
  const scale = norm(target);
  const fit = new ActiveFit(target);
  const generators: G[] = [];
  let weights: number[] = [];
  let distance = scale;
  const excluded = new Set<number>();
  while (distance > ROUNDING * scale) {
    const entering = cone.steepest(fit.residual, excluded);
    // Below this the sign of the gain is rounding of its own inner product.
    const least = entering ? Number.EPSILON * norm(entering.column) * distance : 0;
    if (!entering || !(dot(entering.column, fit.residual) > least)) {
      if (!fit.refresh()) break;
      weights = [...fit.weights()];
      excluded.clear();
      continue;
    }
    if (!fit.append(entering.column)) {
      excluded.add(entering.source);
      continue;
    }
    generators.push(entering);
    weights.push(0);
    let goal = fit.weights();
    for (;;) {
      const blocking = firstToVanish(weights, goal);
      if (!blocking) break;
      weights = weights.map((weight, j) => weight + blocking.step * (goal[j]! - weight));
      fit.remove(blocking.position);
      generators.splice(blocking.position, 1);
      weights.splice(blocking.position, 1);
      goal = fit.weights();
    }
    weights = [...goal];
    const reached = fit.distance;
    if (reached < distance) excluded.clear();
    else excluded.add(entering.source);
    distance = reached;
  }
  fit.refresh();
  return {
    // Refreshing the fit may leave a weight that is 0 a rounding below it.
    parts: generators.map((generator, j) => ({ generator, weight: Math.max(0, weights[j]!) })),
    residual: fit.residual,
    distance: fit.distance,
  };
}

/** On the way from `weights` to `goal`, the weight that reaches 0 first, or null when the goal is positive. */
function firstToVanish(weights: number[], goal: Float64Array): { position: number; step: number } | null {
  let first: { position: number; step: number } | null = null;
  for (let position = 0; position < weights.length; position++) {
    if (goal[position]! > 0) continue;
    const weight = weights[position]!;
    const step = weight > 0 ? weight / (weight - goal[position]!) : 0;
    if (!first || step < first.step) first = { position, step };
  }
  return first;
}

/** Least ‖target − Σ x_j column_j‖ over x ≥ 0. Shapes: k columns of length m, target of length m, x of length k. */
export function nnls(
  columns: readonly Float64Array[],
  target: Float64Array,
): { x: Float64Array; residual: Float64Array; distance: number } {
  const norms = columns.map(norm);
  const cone: Cone<Generator> = {
    steepest(residual, excluded) {
      let best: Generator | null = null;
      let bestGain = Number.NEGATIVE_INFINITY;
      columns.forEach((column, source) => {
        if (norms[source] === 0 || excluded.has(source)) return;
        const gain = dot(column, residual) / norms[source]!;
        if (gain > bestGain) [best, bestGain] = [{ source, column }, gain];
      });
      return best;
    },
  };
  const { parts, residual, distance } = projectOntoCone(target, cone);
  const x = new Float64Array(columns.length);
  for (const { generator, weight } of parts) x[generator.source] = weight;
  return { x, residual, distance };
}
