import type { Vector } from '../linalg/kernel.ts';
import { ImplicitStepper } from './implicit-stepper.ts';
import type { LogLossFlow } from './log-loss-flow.ts';
import { type RosenbrockMethod, RosenbrockStepper, rodas4 } from './rosenbrock.ts';
import { esdirk3 } from './sliding/tableau.ts';
import { errorNorm, LARGEST_GROWTH, LARGEST_IMPLICIT_GROWTH } from './step-limits.ts';

/**
 * Late in a run the flow is nearly constrained to equal margins, and the weights p, which hold it there, move by order
 * 1 when ψ moves by 1/R: far below what the error estimate sees. A linearly implicit step that spoils p starts a chatter
 * between points. So p may move by no more than this over such a step, in total variation, …
 */
const LARGEST_SHIFT = 0.1;
/** … and where it moves by more than this, it is repaired by an implicit step … */
const TOLERATED_SHIFT = 1e-3;
/** … of this length, as a part of the step before it. */
const REPAIR_LENGTH = 1e-3;

/** A step that was computed, but not taken yet. */
export interface FlowStep<T> {
  readonly end: Vector<T>;
  /** Its length, a repair included. */
  readonly length: number;
  /** In units of the tolerance: it may stand up to 1. */
  readonly error: number;
  /** Whether the system was last evaluated at its end. */
  readonly evaluated: boolean;
}

/** Who decides which method a step takes. */
export interface MethodChoice {
  /** To be used throughout, instead of the choice. */
  readonly method?: RosenbrockMethod;
  /** Whether late steps are implicit. Default: for models with kinks. */
  readonly implicit?: boolean;
}

/**
 * Chooses the method of each step of the flow. A model with kinks takes implicit steps once its weights p are stiff: which
 * kinks hold it depends on p. Before, and on smooth models, a Rosenbrock method does, at less cost.
 */
export class FlowStepper<T> {
  readonly method: RosenbrockMethod;
  readonly #system: LogLossFlow<T>;
  readonly #tolerance: number;
  readonly #rosenbrock: RosenbrockStepper<T>;
  readonly #implicit: ImplicitStepper<T> | undefined;

  constructor(
    system: LogLossFlow<T>,
    tolerance: number,
    { method, implicit = system.mode !== undefined }: MethodChoice = {},
  ) {
    this.method = method ?? rodas4;
    this.#system = system;
    this.#tolerance = tolerance;
    this.#rosenbrock = new RosenbrockStepper(this.method, system);
    this.#implicit = method === undefined && implicit ? new ImplicitStepper(esdirk3, system) : undefined;
  }

  /** The growth of log R that the next step may have. */
  get largestGrowth(): number {
    return this.#implicit && this.#system.isLate ? LARGEST_IMPLICIT_GROWTH : LARGEST_GROWTH;
  }

  /** "rodas4", or with the method of late steps. */
  get name(): string {
    return this.#implicit ? `${this.method.name}, late ${this.#implicit.tableau.name}` : this.method.name;
  }

  /** A step of length h, a little more where p is repaired; undefined if it is too long to be computed. */
  step(h: number): FlowStep<T> | undefined {
    return this.#implicit && this.#system.isLate
      ? this.#implicitStep(this.#implicit, h)
      : this.#linearStep(h);
  }

  #implicitStep(stepper: ImplicitStepper<T>, h: number): FlowStep<T> | undefined {
    if (!stepper.step(this.#system.state, h)) return undefined;
    return { end: stepper.result, length: h, error: this.#errorOf(stepper), evaluated: true };
  }

  #linearStep(h: number): FlowStep<T> | undefined {
    const system = this.#system;
    const stepper = this.#rosenbrock;
    if (!stepper.step(system.state, h)) return undefined;
    const error = this.#errorOf(stepper);
    const extra = REPAIR_LENGTH * h;
    const isSpoiled = error <= 1 && system.isLate && system.weightShift() > TOLERATED_SHIFT;
    const isRepaired = isSpoiled && system.repair(stepper.result, h, extra);
    const shift = (system.weightShift() / LARGEST_SHIFT) ** (this.method.order + 1);
    return {
      end: stepper.result,
      length: isRepaired ? h + extra : h,
      error: Math.max(error, shift),
      evaluated: isSpoiled || this.method.endsAtLastStage,
    };
  }

  #errorOf({ result, error }: { readonly result: Vector<T>; readonly error: Vector<T> }): number {
    const { kernel, state, harmlessSize } = this.#system;
    return errorNorm(kernel, state, result, error, harmlessSize) / this.#tolerance;
  }
}
