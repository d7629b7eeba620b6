import { addScaledVector, copyInto, fill, type Kernel, type Vector } from '../linalg/kernel.ts';

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

const d = 1 / (2 + Math.SQRT2);
const e32 = 6 + Math.SQRT2;

/** Order 2, L-stable, three stages: the formulas of ode23s (Shampine and Reichelt 1997), transformed. */
export const rosenbrock23: RosenbrockMethod = {
  name: 'rosenbrock23',
  order: 2,
  gamma: d,
  a: [[], [1 / (2 * d)], [1 / d, 1 / d]],
  c: [[], [-1 / d], [-2 / d, -e32 / d]],
  m: [1 / d, 1 / d, 0],
  e: [1 / (6 * d), (e32 - 2) / (6 * d), 1 / (6 * d)],
  alphas: [0, 1 / 2, 1],
  gammas: [d, 0, -d],
  endsAtLastStage: true,
};

/** Order 4, L-stable and stiffly accurate, six stages: RODAS (Hairer and Wanner, Solving ODEs II, IV.7). */
export const rodas4: RosenbrockMethod = {
  name: 'rodas4',
  order: 4,
  gamma: 0.25,
  a: [
    [],
    [1.544],
    [0.9466785280815826, 0.2557011698983284],
    [3.314825187068521, 2.896124015972201, 0.9986419139977817],
    [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895],
    [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895, 1],
  ],
  c: [
    [],
    [-5.6688],
    [-2.430093356833875, -0.2063599157091915],
    [-0.1073529058151375, -9.594562251023355, -20.47028614809616],
    [7.496443313967647, -10.24680431464352, -33.99990352819905, 11.7089089320616],
    [8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054],
  ],
  m: [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895, 1, 1],
  e: [0, 0, 0, 0, 0, 1],
  alphas: [0, 0.386, 0.21, 0.63, 1, 1],
  gammas: [0.25, -0.1043, 0.1035, -0.03620000000000023, 0, 0],
  endsAtLastStage: false,
};

/** A stiff system y' = f(t, y) that can solve with its own Jacobian. Time runs from 0 within each step. */
export interface StiffSystem<T> {
  readonly kernel: Kernel<T>;
  readonly size: number;
  /** f at the start of the step, known when the step begins. */
  readonly initialField: Vector<T>;
  /** ∂f/∂t at the start of the step. */
  readonly timeDerivative: Vector<T>;
  /** out = f(t, y). */
  evaluate(t: number, y: Vector<T>, out: Vector<T>): void;
  /** Prepares I − τJ, J = ∂f/∂y at the start of the step. False if that fails. */
  factor(tau: number): boolean;
  /** v ← (I − τJ)⁻¹v. */
  solve(v: Vector<T>): void;
}

/** Takes single steps of one method on one system. */
export class RosenbrockStepper<T> {
  readonly method: RosenbrockMethod;
  /** y₁ and the error estimate of the last step. */
  readonly result: Vector<T>;
  readonly error: Vector<T>;
  readonly #system: StiffSystem<T>;
  readonly #stages: readonly Vector<T>[];
  readonly #argument: Vector<T>;
  readonly #field: Vector<T>;

  constructor(method: RosenbrockMethod, system: StiffSystem<T>) {
    const vector = () => system.kernel.vector(system.size);
    this.method = method;
    this.#system = system;
    this.#stages = method.alphas.map(vector);
    this.#argument = vector();
    this.#field = vector();
    this.result = vector();
    this.error = vector();
  }

  /** One step of length h from y. False if I − hγJ cannot be factored: the step is too long. */
  step(y: Vector<T>, h: number): boolean {
    const system = this.#system;
    const { kernel } = system;
    const { gamma, a, c, m, e, alphas, gammas } = this.method;
    if (!system.factor(h * gamma)) return false;
    for (const [i, stage] of this.#stages.entries()) {
      if (i > 0) {
        copyInto(y, this.#argument);
        this.#combine(a[i]!, this.#argument, 1);
        system.evaluate(alphas[i]! * h, this.#argument, this.#field);
      }
      fill(stage, kernel.field.zero);
      const f = i === 0 ? system.initialField : this.#field;
      addScaledVector(kernel, kernel.field.fromNumber(h * gamma), f, stage);
      this.#combine(c[i]!, stage, gamma);
      const factor = kernel.field.fromNumber(h * h * gamma * gammas[i]!);
      addScaledVector(kernel, factor, system.timeDerivative, stage);
      system.solve(stage);
    }
    copyInto(y, this.result);
    this.#combine(m, this.result, 1);
    fill(this.error, kernel.field.zero);
    this.#combine(e, this.error, 1);
    return true;
  }

  /** target += scale·Σ_j weights_j u_j. */
  #combine(weights: readonly number[], target: Vector<T>, scale: number): void {
    const { kernel } = this.#system;
    for (const [j, weight] of weights.entries())
      addScaledVector(kernel, kernel.field.fromNumber(scale * weight), this.#stages[j]!, target);
  }
}
