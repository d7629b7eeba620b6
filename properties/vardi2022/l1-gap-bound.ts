import type { Trajectory, TrajectoryRecord } from '../../src/training/trajectory.ts';

/**
 * How far the normalised margin of a diagonal network of depth 2 may lie below its best, 1/(2V) for V the least ‖w‖₁ at margin 1, as a part of
 * the best. V is over the w that the live parts of the start allow. It goes to 0 like 1/log log(1/𝓛).
 *
 * Let ρ = ‖θ‖², τ = ∫ Σ p_i over log-loss time, g = ℓ⁻¹(n𝓛)/ρ the smoothed margin, and t₀ a time from which on G = ℓ⁻¹(n𝓛) ≥ 1.
 * (1) The parts z = u_j ± v_j grow like e^{±∫s_j} with ∫s = Σ ν_i y_i x_i, Σν = τ, and ν over max|∫s_j| is feasible for the dual of V; so the
 * fastest part gains a factor of at least e^{τ/V}, and log ρ ≥ log(m/2) + 2τ/V with m the least z² of a live part at t₀.
 * (2) dρ/dτ = 4Σp_iq_i/Σp_i ≤ 4(gρ + C), C = 4 log n + 1 (of which log n is enough for the exponential loss), g never falls and ρ grows
 * at least like e^{4g₀τ}; so log ρ ≤ log ρ₀ + 4gτ + C/G₀.
 * Together: 1 − 2Vg ≤ V·(log(2ρ₀/m) + C/G₀)/(2τ).
 */
export function l1GapBound(
  run: Trajectory,
  leastNorm: number,
  points: number,
  live: readonly LivePart[],
): number {
  const constant = 4 * Math.log(points) + 1;
  const bounds = run.records
    .filter((record) => record.time < run.final.time && isLate(record))
    .map((from) => boundFrom(from, run, leastNorm, constant, live));
  return Math.min(Number.POSITIVE_INFINITY, ...bounds);
}

/** u_j + sign·v_j, where it is not 0. */
interface LivePart {
  readonly coordinate: number;
  readonly sign: 1 | -1;
}

function isLate({ smoothedMargin, logNorm }: TrajectoryRecord): boolean {
  return smoothedMargin * Math.exp(2 * logNorm) >= 1;
}

function boundFrom(
  { direction, logNorm, smoothedMargin, time }: TrajectoryRecord,
  run: Trajectory,
  leastNorm: number,
  constant: number,
  live: readonly LivePart[],
): number {
  const dimension = direction!.length / 2;
  const sizes = live.map(({ coordinate, sign }) =>
    Math.abs(direction![coordinate]! + sign * direction![dimension + coordinate]!),
  );
  const smallest = Math.min(...sizes) ** 2;
  const margin = smoothedMargin * Math.exp(2 * logNorm);
  // −ℓ'/ℓ is 1 for the exponential loss, and at least 1/(2 log 2) for the logistic loss where q ≥ 0.
  const tau = (run.final.time - time) / (run.loss === 'exponential' ? 1 : 2 * Math.LN2);
  return (leastNorm * (Math.log(2 / smallest) + constant / margin)) / (2 * tau);
}
