/**
 * Float minimum of Q_μ(w) = Σ_j ∫_0^{w_j} arcsinh(s/2μ) ds subject to ⟨z_i,w⟩ ≥ 1: the primal–dual interior-point method of
 * Boyd and Vandenberghe (Convex Optimization, 11.7), which needs nothing but the gradient arcsinh(w/2μ) and the
 * diagonal curvature (w² + 4μ²)^(−1/2).
 */
import { solve } from '../../src/linalg/dense.ts';
import { float64 } from '../../src/numbers/float64.ts';

/** The centring parameter: how far each step aims at reducing the duality gap. */
const CENTRING = 0.1;
const MAX_STEPS = 500;
/** Residual and gap at which float64 has no more to give. */
const TOLERANCE = 1e-13;

interface State {
  readonly w: Float64Array;
  readonly multipliers: Float64Array;
}

/** Multipliers, one a row of z, that are nearly optimal: 0 where the slack is the larger. `start` has margins above 1. */
export function interiorPoint(z: readonly Float64Array[], mu: number, start: Float64Array): Float64Array {
  const slack = (w: Float64Array) => Float64Array.from(z, (row) => dot(row, w) - 1);
  // Large μ make Q_μ flat; times 2μ, its curvature at 0 is 1.
  const factor = Math.max(1, 2 * mu);
  const gradient = (w: Float64Array) => w.map((value) => factor * Math.asinh(value / (2 * mu)));
  const curvature = (w: Float64Array) => w.map((value) => factor / Math.hypot(value, 2 * mu));
  const residual = ({ w, multipliers }: State, target: number): number => {
    const pull = gradient(w);
    const slacks = slack(w);
    let sum = 0;
    z.forEach((row, i) => {
      sum += (multipliers[i]! * slacks[i]! - target) ** 2;
      row.forEach((value, j) => {
        pull[j]! -= multipliers[i]! * value;
      });
    });
    return Math.sqrt(sum + dot(pull, pull));
  };
  const scale = 1 / z.length;
  let state: State = { w: start, multipliers: slack(start).map((value) => scale / value) };
  for (let step = 0; step < MAX_STEPS; step++) {
    const slacks = slack(state.w);
    const gap = dot(slacks, state.multipliers);
    const target = (CENTRING * gap) / z.length;
    const now = residual(state, target);
    if (gap < TOLERANCE && now < TOLERANCE) break;
    const direction = newton(z, state, slacks, gradient(state.w), curvature(state.w), target);
    if (!direction) break;
    let length = largestStep(state, direction, slacks, z);
    let next = move(state, direction, length);
    while (length > 1e-12 && !(residual(next, target) <= (1 - 0.01 * length) * now)) {
      length /= 2;
      next = move(state, direction, length);
    }
    if (length <= 1e-12) break;
    state = next;
  }
  const most = state.multipliers.reduce((a, b) => Math.max(a, b));
  const slacks = slack(state.w);
  return state.multipliers.map((value, i) => (value / most > slacks[i]! ? value / factor : 0));
}

/** The Newton direction of gradient(w) = Zᵀλ, λ_i slack_i = target. Undefined when the system is singular in float64. */
function newton(
  z: readonly Float64Array[],
  { w, multipliers }: State,
  slacks: Float64Array,
  gradient: Float64Array,
  curvature: Float64Array,
  target: number,
): State | undefined {
  const matrix = Array.from(curvature, (value, j) => {
    const row = new Array<number>(w.length).fill(0);
    row[j] = value;
    return row;
  });
  const right = gradient.map((value) => -value);
  z.forEach((row, i) => {
    const stiffness = multipliers[i]! / slacks[i]!;
    for (let j = 0; j < row.length; j++) {
      right[j]! += (target / slacks[i]!) * row[j]!;
      for (let k = 0; k < row.length; k++) matrix[j]![k]! += stiffness * row[j]! * row[k]!;
    }
  });
  const step = solve(float64, matrix, [...right]);
  if (!step) return undefined;
  const dw = Float64Array.from(step);
  const change = multipliers.map((value, i) => (target - value * dot(z[i]!, dw)) / slacks[i]! - value);
  return { w: dw, multipliers: change };
}

/** Nearly the longest step, at most 1, that keeps multipliers and slacks positive. */
function largestStep(
  state: State,
  direction: State,
  slacks: Float64Array,
  z: readonly Float64Array[],
): number {
  let length = 1;
  const keep = (value: number, change: number) => {
    if (change < 0) length = Math.min(length, (-0.99 * value) / change);
  };
  z.forEach((row, i) => {
    keep(state.multipliers[i]!, direction.multipliers[i]!);
    keep(slacks[i]!, dot(row, direction.w));
  });
  return length;
}

function move({ w, multipliers }: State, direction: State, length: number): State {
  return {
    w: w.map((value, j) => value + length * direction.w[j]!),
    multipliers: multipliers.map((value, i) => value + length * direction.multipliers[i]!),
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
