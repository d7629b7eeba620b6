import type { Rational } from '../../src/numbers/rational.ts';
import type { Certificate } from '../certificate.ts';
import { orthogonalise } from '../kkt/jacobi.ts';
import { norm } from '../kkt/orthogonal-factor.ts';
import { PseudoInverse } from '../kkt/pseudo-inverse.ts';
import { projectOff } from '../kkt/rationalise.ts';
import { curveCertificate, rounded } from './curve.ts';
import {
  curvatureAlong,
  gradientRow,
  kinkRow,
  type LocalView,
  metricRow,
  parameterRow,
  type Slopes,
} from './piece.ts';
import { slopeChoices } from './slope-choices.ts';

/** Curvature relative to ‖θ‖-units above which a direction is not one of descent but flat. */
const FLAT = -1e-9;

/**
 * Looks for a curve θ + td + t²e along which the cost falls at second order: at a KKT point θ = Σλ_i h_i, any d with ⟨h_i,d⟩ = 0 and
 * ‖d‖² < Σ λ_i dᵀ(∂²q_i)d, with e so that all least margins are kept. Neurons whose output is 0 may turn on with any slopes that suit
 * them; those with an output stay on their kinks.
 */
export function secondOrderCurve(view: LocalView, multipliers: readonly Rational[]): Certificate | null {
  for (const slopes of slopeChoices(view, multipliers)) {
    const certificate = curveWithin(view, multipliers, slopes);
    if (certificate) return certificate;
  }
  return null;
}

function curveWithin(view: LocalView, multipliers: readonly Rational[], slopes: Slopes): Certificate | null {
  const { active, free, network } = view;
  const gradients = active.map((i) => gradientRow(view, slopes, i));
  const kept = free
    .filter(({ neuron }) => network.neurons[neuron]!.output.sign() !== 0)
    .map((pair) => kinkRow(view, pair));
  const velocity = mostNegativeDirection(view, multipliers, slopes, [...gradients, ...kept]);
  if (!velocity) return null;
  const first = projectOff(
    velocity.direction.map((value) => rounded(value)),
    [...gradients, ...kept],
  );
  const second = projectOff(correction(view, slopes, first, velocity.curvature, gradients), kept);
  // Of two opposite directions a neuron that turns on has its slopes in one only.
  const opposite = first.map((value) => value.neg());
  return curveCertificate(view, 'all', first, second) ?? curveCertificate(view, 'all', opposite, second);
}

/** The unit direction d (in the metric of ‖θ‖²) off the given rows with the least ‖d‖² − Σ λ_i dᵀ(∂²q_i)d; null when that is not negative. */
function mostNegativeDirection(
  view: LocalView,
  multipliers: readonly Rational[],
  slopes: Slopes,
  rows: readonly (readonly Rational[])[],
): { direction: number[]; curvature: number } | null {
  const { active, size } = view;
  const roots = metricRow(view).map((value) => Math.sqrt(value.toNumber()));
  // In the coordinates √metric·d the form is I − H; H + shift is positive semidefinite, and its top eigenvector is wanted.
  const normals = rows.map((row) => Float64Array.from(row, (value, at) => value.toNumber() / roots[at]!));
  const inverse = new PseudoInverse(normals);
  const project = (vector: Float64Array): Float64Array => {
    const coefficients = inverse.solve(vector);
    return vector.map(
      (value, at) => value - normals.reduce((s, row, r) => s + coefficients[r]! * row[at]!, 0),
    );
  };
  const hessian = Array.from({ length: size }, () => new Float64Array(size));
  const unit = (at: number): number[] =>
    Array.from({ length: size }, (_, j) => (j === at ? 1 / roots[at]! : 0));
  const form = (d: readonly number[]): number =>
    active.reduce((sum, i) => sum + multipliers[i]!.toNumber() * curvatureAlong(view, slopes, i, d), 0);
  for (let a = 0; a < size; a++)
    for (let b = 0; b < a; b++) {
      // Bilinear: every coordinate alone has curvature 0, so that polarisation needs the pair only.
      const value = form(unit(a).map((u, at) => u + unit(b)[at]!)) / 2;
      hessian[a]![b] = value;
      hessian[b]![a] = value;
    }
  const shift = Math.max(...hessian.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)));
  const columns = hessian.map((_, at) => {
    const vector = project(Float64Array.from({ length: size }, (__, j) => (j === at ? 1 : 0)));
    const image = vector.map(
      (value, j) => shift * value + hessian[j]!.reduce((s, h, l) => s + h * vector[l]!, 0),
    );
    return project(image);
  });
  const directions = orthogonalise(columns);
  const top = columns.reduce((best, column, j) => (norm(column) > norm(columns[best]!) ? j : best), 0);
  const curvature = 1 - (norm(columns[top]!) - shift);
  if (curvature > FLAT) return null;
  return { direction: [...directions[top]!].map((value, at) => value / roots[at]!), curvature };
}

/**
 * The acceleration e of least size with ⟨∂q_i, e⟩ = −½dᵀ(∂²q_i)d + a little, on every least margin. The little costs a quarter of what
 * the curvature brings and pays for rounding.
 */
function correction(
  view: LocalView,
  slopes: Slopes,
  first: readonly Rational[],
  curvature: number,
  gradients: readonly (readonly Rational[])[],
): Rational[] {
  const { active } = view;
  const parameters = parameterRow(view).map((value) => value.toNumber());
  const metric = metricRow(view).map((value) => value.toNumber());
  const normSquared = parameters.reduce((sum, value, at) => sum + metric[at]! * value * value, 0);
  const d = first.map((value) => value.toNumber());
  const rows = gradients.map((row) => row.map((value) => value.toNumber()));
  const lift = -curvature / (8 * normSquared);
  const wanted = Float64Array.from(active, (i, index) => {
    const margin = rows[index]!.reduce((sum, value, at) => sum + value * parameters[at]!, 0) / 2;
    return -curvatureAlong(view, slopes, i, d) / 2 + 2 * lift * margin;
  });
  const columns = parameters.map((_, at) => Float64Array.from(rows, (row) => row[at]!));
  return [...new PseudoInverse(columns).solve(wanted)].map((value) => rounded(value));
}
