/** quadprog ships no types. Arrays are 1-based: index 0 is never read. */
declare module 'quadprog' {
  /** Minimises ½ xᵀDx − dᵀx subject to Aᵀx ≥ b; an infeasible problem shows in `message` only. */
  export function solveQP(
    Dmat: number[][],
    dvec: number[],
    Amat: number[][],
    bvec?: number[],
    meq?: number,
    factorized?: [number, number],
  ): {
    solution: number[];
    value: number[];
    unconstrained_solution: number[];
    iterations: number[];
    iact: number[];
    Lagrangian: number[];
    message: string;
  };
}
