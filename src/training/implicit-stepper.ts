import { addScaledVector, copyInto, fill, type Vector } from '../linalg/kernel.ts';
import type { LogLossFlow } from './log-loss-flow.ts';
import type { ImplicitTableau } from './sliding/tableau.ts';

/** Takes single steps of a diagonally implicit Runge–Kutta method, late in a run, with stages solved to convergence. */
export class ImplicitStepper<T> {
  readonly tableau: ImplicitTableau;
  /** y₁ and the error estimate of the last step. */
  readonly result: Vector<T>;
  readonly error: Vector<T>;
  readonly #system: LogLossFlow<T>;
  readonly #fields: readonly Vector<T>[];
  readonly #base: Vector<T>;

  constructor(tableau: ImplicitTableau, system: LogLossFlow<T>) {
    const vector = () => system.kernel.vector(system.size);
    this.tableau = tableau;
    this.#system = system;
    this.#fields = tableau.c.map(vector);
    this.#base = vector();
    this.result = vector();
    this.error = vector();
  }

  /** One step of length h from y, which leaves the system evaluated at `result`. False if a stage has no solution. */
  step(y: Vector<T>, h: number): boolean {
    const system = this.#system;
    const { kernel } = system;
    const { a, c, gamma, errorWeights } = this.tableau;
    const fields = this.#fields;
    const combine = (weights: readonly number[], target: Vector<T>) => {
      for (const [j, weight] of weights.entries())
        addScaledVector(kernel, kernel.field.fromNumber(h * weight), fields[j]!, target);
    };
    copyInto(system.initialField, fields[0]!);
    for (let stage = 1; stage < c.length; stage++) {
      copyInto(y, this.#base);
      combine(a[stage]!, this.#base);
      // As if the field were that of the stage before.
      copyInto(this.#base, this.result);
      addScaledVector(kernel, kernel.field.fromNumber(gamma * h), fields[stage - 1]!, this.result);
      if (
        !system.solveStage(
          this.#base,
          this.result,
          c[stage]! * h,
          gamma * h,
          stage > 1 ? 'last stage' : 'start',
        )
      )
        return false;
      copyInto(system.stageField, fields[stage]!);
    }
    fill(this.error, kernel.field.zero);
    combine(errorWeights, this.error);
    return true;
  }
}
