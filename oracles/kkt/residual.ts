import { type Cone, type Generator, projectOntoCone } from './nnls.ts';
import { dot, norm } from './orthogonal-factor.ts';

/** A neuron on its kink at a point: its slope there may be anything from α to 1. */
export interface Kink {
  readonly neuron: number;
  /** Where its weights start among the parameters. */
  readonly offset: number;
  /** What the gradient gains between slope α and slope 1. */
  readonly direction: Float64Array;
}

/**
 * Clarke's subdifferential of one margin q = y f_θ(x) at θ: all base + Σ ν_k·kink_k with 0 ≤ ν_k ≤ 1. It is this
 * whole box because every neuron has weights of its own. Shapes: base has P entries.
 */
export interface MarginGradient {
  readonly margin: number;
  readonly base: Float64Array;
  readonly kinks: readonly Kink[];
}

/** ν of one kinked pair: 0 stands for the slope α, 1 for the slope 1. */
export interface KinkShare {
  readonly point: number;
  readonly neuron: number;
  readonly share: number;
}

/** How nearly θ is a KKT point of: minimise ½‖θ‖² subject to all margins ≥ 1. */
export type KktResidual =
  | { readonly kind: 'not-separating'; readonly point: number; readonly margin: number }
  | {
      readonly kind: 'separating';
      /** c·θ has least margin 1; everything below is measured there. */
      readonly scale: number;
      /** ε = ‖cθ − Σ λ_i h_i‖. */
      readonly epsilon: number;
      /** ε/‖cθ‖. */
      readonly relative: number;
      /** δ = max λ_i (q_i − 1). */
      readonly delta: number;
      /** λ ≥ 0, one a point. */
      readonly multipliers: Float64Array;
      /** Of the points with λ_i > 0. */
      readonly shares: readonly KinkShare[];
    };

/** One gradient of one point: a vertex of the box of slopes. */
interface SlopeVertex extends Generator {
  /** For each kink of the point: at slope 1? */
  readonly raised: readonly boolean[];
}

/**
 * Least KKT residual over multipliers λ ≥ 0 and Clarke slopes (Lyu & Li 2020's (ε,δ)-KKT at the rescaled point).
 *
 * Stationarity and complementarity are traded in one least-squares problem, ‖cθ − Σλ_i h_i‖² + (Σλ_i (q_i − 1)/‖cθ‖)²:
 * both vanish at a KKT point, the second is measured in the units of the first, and no threshold has to
 * say which points are support vectors.
 * @param degree L, with f_{cθ} = c^L f_θ.
 */
export function kktResidual(
  theta: Float64Array,
  degree: number,
  gradients: readonly MarginGradient[],
): KktResidual {
  const least = gradients.reduce((best, { margin }, i) => (margin < gradients[best]!.margin ? i : best), 0);
  const leastMargin = gradients[least]!.margin;
  if (!(leastMargin > 0)) return { kind: 'not-separating', point: least, margin: leastMargin };
  const scale = leastMargin ** (-1 / degree);
  const thetaNorm = scale * norm(theta);
  const target = withLast(theta, scale, 0);
  const cone = slopeCone(
    gradients.map(({ margin, base, kinks }) => ({
      column: withLast(base, scale ** (degree - 1), (margin / leastMargin - 1) / thetaNorm),
      kinks: kinks.map((kink) => ({
        ...kink,
        direction: kink.direction.map((value) => value * scale ** (degree - 1)),
      })),
    })),
  );
  const { parts, residual } = projectOntoCone(target, cone);
  const multipliers = new Float64Array(gradients.length);
  for (const { generator, weight } of parts) multipliers[generator.source]! += weight;
  const shares = gradients.flatMap(({ kinks }, point) =>
    multipliers[point] === 0
      ? []
      : kinks.map(({ neuron }, k) => {
          const raised = parts.filter(({ generator: g }) => g.source === point && g.raised[k]);
          const share = raised.reduce((sum, { weight }) => sum + weight, 0) / multipliers[point]!;
          return { point, neuron, share: Math.min(share, 1) };
        }),
  );
  const epsilon = norm(residual.subarray(0, theta.length));
  const delta = multipliers.reduce(
    (most, value, i) => Math.max(most, value * (gradients[i]!.margin / leastMargin - 1)),
    0,
  );
  return { kind: 'separating', scale, epsilon, relative: epsilon / thetaNorm, delta, multipliers, shares };
}

/** factor·vector with one more entry at the end. */
function withLast(vector: Float64Array, factor: number, last: number): Float64Array {
  const extended = new Float64Array(vector.length + 1);
  for (let j = 0; j < vector.length; j++) extended[j] = factor * vector[j]!;
  extended[vector.length] = last;
  return extended;
}

/** The cone of all Σ λ_i h_i. A point with q kinks has 2^q vertices; the steepest takes q signs to find. */
function slopeCone(
  points: readonly { readonly column: Float64Array; readonly kinks: readonly Kink[] }[],
): Cone<SlopeVertex> {
  return {
    steepest(residual, excluded) {
      let best: SlopeVertex | null = null;
      let bestGain = Number.NEGATIVE_INFINITY;
      points.forEach(({ column: base, kinks }, source) => {
        if (excluded.has(source)) return;
        const raised = kinks.map(
          ({ offset, direction }) => dot(direction, residual.subarray(offset, offset + direction.length)) > 0,
        );
        const column = raised.includes(true) ? Float64Array.from(base) : base;
        kinks.forEach(({ offset, direction }, k) => {
          if (raised[k]) for (let j = 0; j < direction.length; j++) column[offset + j]! += direction[j]!;
        });
        const length = norm(column);
        const gain = dot(column, residual) / length;
        if (length > 0 && gain > bestGain) [best, bestGain] = [{ source, column, raised }, gain];
      });
      return best;
    },
  };
}
