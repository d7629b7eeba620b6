/**
 * A Rosenbrock method as data, in the form that needs no product with the Jacobian (Hairer and Wanner,
 * Solving ODEs II, IV.7): stage i solves
 * (I/(hγ) − J) u_i = f(t + α_i h, y + Σ a_ij u_j) + Σ (c_ij/h) u_j + γ_i h ∂f/∂t,
 * then y₁ = y + Σ m_i u_i with error estimate Σ e_i u_i.
 */
export interface RosenbrockMethod {
  readonly name: string;
  readonly order: number;
  readonly gamma: number;
  readonly a: readonly (readonly number[])[];
  readonly c: readonly (readonly number[])[];
  readonly m: readonly number[];
  readonly e: readonly number[];
  readonly alphas: readonly number[];
  readonly gammas: readonly number[];
  /** The last stage is evaluated at y₁, so that its evaluation serves the next step too. */
  readonly endsAtLastStage: boolean;
}
