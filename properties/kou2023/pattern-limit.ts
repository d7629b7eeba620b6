import type { FloatDataset } from '../../src/data/dataset.ts';
import { factorize, type Matrix, solveFactorized } from '../../src/linalg/dense.ts';
import { float64 } from '../../src/numbers/float64.ts';

/**
 * Where descent and flow end once every neuron has settled which points of its own sign (y_i = its sign) it is active
 * on. The margins are then concave in W, so that the limit V, at margin 1, is the solution of a convex problem: minimise
 * ½‖W‖² subject to q_i(W) ≥ 1. Its multipliers u satisfy K·u = 1, and while all are positive
 *
 *   𝓛·η·t → 1ᵀu = ‖V‖²,   q_i − q_k → log(u_k/u_i),   ‖W‖/log t → ‖V‖,   W/‖W‖ → V/‖V‖.
 *
 * Without kinks K_ik = y_i y_k ⟨x_i, x_k⟩ Σ_r φ'_ri φ'_rk / m². On a point of the other sign a neuron may come to rest
 * at its kink: its slope there is then between α and 1, such that ⟨w_r, x_i⟩ does not grow.
 */
export interface PatternLimit {
  readonly status: 'limit';
  /** u, length n, all positive. */
  readonly multipliers: Float64Array;
  /** 1ᵀK⁻¹1 = ‖V‖². */
  readonly total: number;
  /** log(max u / min u). */
  readonly spread: number;
  /** V, 2m × d. */
  readonly weights: Float64Array;
  /** s_k y_i ⟨v_k, x_i⟩, [k·n + i]: how fast each preactivation grows to the side of its label. */
  readonly growth: Float64Array;
  /** Number of (neuron, point) that rest on a kink. */
  readonly sliding: number;
}

/** Why there is no such limit ('none'), or why it was not found ('unsettled'). */
export interface NoLimit {
  readonly status: 'none' | 'unsettled';
  readonly why: string;
}

/** Rounds of changing modes after which the search is given up; a handful suffices. */
const MOST_ROUNDS = 60;

/**
 * @param active [k·n + i]: whether neuron k is active on point i; only points of its own sign are looked at.
 */
export function patternLimit(
  data: FloatDataset,
  width: number,
  alpha: number,
  active: ArrayLike<boolean | number>,
): PatternLimit | NoLimit {
  const { points: n, y } = data;
  const neurons = 2 * width;
  const sign = (k: number) => (k < width ? 1 : -1);
  const gram = signedGram(data);
  const own = (k: number, i: number) => y[i] === sign(k);
  // The slope of each neuron at each point; NaN at rest on a kink.
  const slopes = new Float64Array(neurons * n);
  for (let k = 0; k < neurons; k++)
    for (let i = 0; i < n; i++) slopes[k * n + i] = own(k, i) && active[k * n + i] ? 1 : alpha;

  for (let round = 0; round < MOST_ROUNDS; round++) {
    const responses = Array.from({ length: neurons }, (_, k) =>
      response(gram, slopes.subarray(k * n, (k + 1) * n)),
    );
    const kernel = gram.map((row, i) =>
      row.map((_, l) => {
        let sum = 0;
        for (let k = 0; k < neurons; k++) {
          const slope = slopes[k * n + i]!;
          if (Number.isNaN(slope)) continue;
          for (let j = 0; j < n; j++) sum += slope * row[j]! * responses[k]![j]![l]!;
        }
        return sum / width ** 2;
      }),
    );
    const factors = factorize(float64, kernel);
    if (!factors) return { status: 'none', why: 'K is singular' };
    const u = solveFactorized(float64, factors, new Array<number>(n).fill(1));
    const negative = u.findIndex((value) => !(value > 0));
    if (negative >= 0) return { status: 'none', why: `K⁻¹1 is not positive at point ${negative}` };
    const pushes = responses.map((matrix) =>
      matrix.map((row) => row.reduce((sum, value, l) => sum + value * u[l]!, 0)),
    );
    const growth = new Float64Array(neurons * n);
    for (let k = 0; k < neurons; k++)
      for (let i = 0; i < n; i++)
        growth[k * n + i] = gram[i]!.reduce((sum, value, l) => sum + value * pushes[k]![l]!, 0) / width;
    if (!changeModes(slopes, growth, pushes, u, (k, i) => !own(k, i), alpha))
      return {
        status: 'limit',
        multipliers: Float64Array.from(u),
        total: u.reduce((sum, value) => sum + value, 0),
        spread: Math.log(Math.max(...u) / Math.min(...u)),
        weights: weightsOf(data, width, pushes),
        growth,
        sliding: slopes.filter(Number.isNaN).length,
      };
  }
  return { status: 'unsettled', why: `the modes at the kinks do not settle in ${MOST_ROUNDS} rounds` };
}

/** y_i y_l ⟨x_i, x_l⟩. */
function signedGram({ points, dimension, x, y }: FloatDataset): number[][] {
  return Array.from({ length: points }, (_, i) =>
    Array.from({ length: points }, (_, l) => {
      let sum = 0;
      for (let j = 0; j < dimension; j++) sum += x[i * dimension + j]! * x[l * dimension + j]!;
      return y[i]! * y[l]! * sum;
    }),
  );
}

/**
 * The n × n matrix that takes the multipliers u to a neuron's coefficients of the points: u_i times its slope, and at
 * its kinks what keeps ⟨w, x_i⟩ at zero.
 */
function response(gram: Matrix<number>, slopes: Float64Array): number[][] {
  const n = slopes.length;
  const matrix = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, l) => (i === l && !Number.isNaN(slopes[i]!) ? slopes[i]! : 0)),
  );
  const kinks = [...slopes.keys()].filter((i) => Number.isNaN(slopes[i]!));
  if (kinks.length === 0) return matrix;
  const factors = factorize(
    float64,
    kinks.map((i) => kinks.map((l) => gram[i]![l]!)),
  );
  for (let l = 0; l < n; l++) {
    if (Number.isNaN(slopes[l]!)) continue;
    const held = factors
      ? solveFactorized(
          float64,
          factors,
          kinks.map((i) => -gram[i]![l]! * slopes[l]!),
        )
      : kinks.map(() => 0);
    kinks.forEach((i, at) => {
      matrix[i]![l] = held[at]!;
    });
  }
  return matrix;
}

/** Moves to their true modes the pairs of opposite sign that are in a wrong one; whether there were any. */
function changeModes(
  slopes: Float64Array,
  growth: Float64Array,
  pushes: readonly (readonly number[])[],
  u: readonly number[],
  mayRest: (k: number, i: number) => boolean,
  alpha: number,
): boolean {
  const n = u.length;
  let changed = false;
  const set = (at: number, slope: number) => {
    slopes[at] = slope;
    changed = true;
  };
  for (let at = 0; at < slopes.length; at++) {
    const [k, i] = [Math.floor(at / n), at % n];
    if (!mayRest(k, i)) continue;
    const slope = slopes[at]!;
    const rests = Number.isNaN(slope);
    const resting = pushes[k]![i]! / u[i]!;
    if (rests && resting < alpha) set(at, alpha);
    else if (rests && resting > 1) set(at, 1);
    else if (!rests && growth[at]! < 0 && slope === alpha) set(at, Number.NaN);
    else if (!rests && growth[at]! > 0 && slope === 1) set(at, Number.NaN);
  }
  return changed;
}

function weightsOf(
  { points, dimension, x, y }: FloatDataset,
  width: number,
  pushes: readonly (readonly number[])[],
): Float64Array {
  const weights = new Float64Array(2 * width * dimension);
  pushes.forEach((row, k) => {
    for (let i = 0; i < points; i++)
      for (let j = 0; j < dimension; j++)
        weights[k * dimension + j] +=
          ((k < width ? 1 : -1) * row[i]! * y[i]! * x[i * dimension + j]!) / width;
  });
  return weights;
}

/**
 * The first-order deviation of the margins from their limit after t steps, (n/η)·max u·log t/t: what the second order
 * of the logistic function contributes to the slowest margin.
 * @param rate n/η.
 */
export function firstOrderError({ multipliers }: PatternLimit, rate: number, steps: number): number {
  return (rate * Math.max(...multipliers) * Math.log(steps)) / steps;
}
