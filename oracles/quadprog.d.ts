/** The part of quadprog 1.6 that we use. All arrays are 1-based: index 0 is a hole. */
declare module 'quadprog' {
  export interface QuadraticProgramResult {
    solution: number[];
    Lagrangian: number[];
    value: [undefined, number];
    unconstrained_solution: number[];
    iact: number[];
    iterations: [undefined, number, number];
    /** Empty when solved; the only sign of failure. */
    message: string;
  }
  /** min ½xᵀDx − dᵀx subject to Aᵀx ≥ b; D (overwritten) must be positive definite. */
  export function solveQP(
    D: number[][],
    d: number[],
    A: number[][],
    b?: number[],
    equalities?: number,
  ): QuadraticProgramResult;
}
