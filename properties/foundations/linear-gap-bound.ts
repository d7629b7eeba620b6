import type { Trajectory, TrajectoryRecord } from '../../src/training/trajectory.ts';

/**
 * The record from which the bound is taken: the start for the exponential loss; for the logistic loss the first
 * with loss below 1e-20, where −ℓ' and ℓ agree to rounding.
 */
export function boundReference(run: Trajectory): TrajectoryRecord {
  if (run.loss === 'exponential') return run.records[0]!;
  return run.records.find((record) => record.log10Loss < -20) ?? run.final;
}

/**
 * An a-priori bound on the relative margin gap 1 − γ̄/γ* of a linear model at a record after the reference.
 *
 * With G = −log 𝓛 and log-loss time τ: dG/dτ = ‖∇ log 𝓛‖² ≥ γ*‖∇ log 𝓛‖, so ‖w‖ ≤ ‖w₀‖ + (G − G₀)/γ*; and
 * min q ≥ G − log n. Hence 1 − γ̄/γ* ≤ (γ*‖w₀‖ − G₀ + log n)/(γ*‖w‖): it falls like 1/‖w‖, whatever the data.
 * @param margin γ*, of a unit-norm separator. @param points n.
 */
export function gapBound(run: Trajectory, record: TrajectoryRecord, margin: number, points: number): number {
  const from = boundReference(run);
  const depth = -from.log10Loss * Math.LN10;
  const constant = margin * Math.exp(from.logNorm) - depth + Math.log(points);
  return Math.max(0, constant) / (margin * Math.exp(record.logNorm));
}

/**
 * Largest distance of ŵ from the ℓ2 separator at a relative margin gap ε: √(2ε), since
 * γ*⟨ŵ, ŵ*⟩ = Σ λ_i q_i ≥ γ̄ for the separator's multipliers λ.
 */
export function distanceBound(
  run: Trajectory,
  record: TrajectoryRecord,
  margin: number,
  points: number,
): number {
  return Math.sqrt(2 * gapBound(run, record, margin, points));
}
