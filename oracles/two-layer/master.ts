import type { GLPK, LP } from 'glpk.js/node';
import type { Highs, Model } from 'highs';
import { loadGlpk, loadHighs, type SolverName } from '../solvers.ts';

/** An optimum of the master: multipliers of the points and weights of the neurons (columns of the primal). */
export interface MasterSolution {
  /** λ, one a point. */
  readonly multipliers: Float64Array;
  /** c ≥ 0, one a neuron in the order they were added. */
  readonly weights: Float64Array;
}

/**
 * The linear program over the neurons found so far, in its dual form: maximise Σ goal_i λ_i subject to
 * Σ_i λ_i output_ki ≤ 1 for each neuron k and 0 ≤ λ_i ≤ box.
 */
export interface Master {
  /** output_i = s y_i φ(⟨w,x_i⟩) of a new neuron (s, w), ‖w‖ = 1. */
  add(outputs: Float64Array): void;
  /** From now on 0 ≤ λ_i ≤ box. */
  widen(box: number): void;
  /** Undefined when the solver reports anything but an optimum. */
  solve(): MasterSolution | undefined;
  /** Releases the solver's memory. */
  dispose(): void;
}

/** Loads the solver (once a process) and makes an empty master. */
export async function createMaster(solver: SolverName, goal: Float64Array, box: number): Promise<Master> {
  return solver === 'highs'
    ? new HighsMaster(await loadHighs(), goal, box)
    : new GlpkMaster(await loadGlpk(), goal, box);
}

/** One persistent model: every solve starts from the last basis. */
class HighsMaster implements Master {
  private readonly model: Model;
  private readonly indices: Int32Array;
  private readonly infinity: number;
  private readonly optimal: number;

  constructor(solver: Highs, goal: Float64Array, box: number) {
    const n = goal.length;
    this.infinity = solver.infinity;
    this.optimal = solver.constants.modelStatus.optimal;
    this.indices = Int32Array.from(goal.keys());
    this.model = solver.createModel({
      numCols: n,
      numRows: 0,
      sense: solver.constants.objectiveSense.maximize,
      colCost: goal,
      colLower: new Float64Array(n),
      colUpper: new Float64Array(n).fill(box),
      rowLower: [],
      rowUpper: [],
      matrix: { format: 'csr', numRows: 0, numCols: n, starts: [0], indices: [], values: [] },
    });
    this.model.options.set({
      output_flag: false,
      presolve: 'off',
      primal_feasibility_tolerance: 1e-10,
      dual_feasibility_tolerance: 1e-10,
    });
  }

  add(outputs: Float64Array): void {
    this.model.addRow(-this.infinity, 1, { indices: this.indices, values: outputs });
  }

  widen(box: number): void {
    for (const i of this.indices) this.model.changeColBounds(i, 0, box);
  }

  solve(): MasterSolution | undefined {
    this.model.run();
    if (this.model.getModelStatus() !== this.optimal) {
      // A basis that was good before new rows can mislead the simplex method: start from none.
      this.model.clearSolver();
      this.model.run();
    }
    if (this.model.getModelStatus() !== this.optimal) return undefined;
    const { colValue, rowDual } = this.model.getSolution();
    return { multipliers: colValue.map((value) => Math.max(value, 0)), weights: rowDual.map(Math.abs) };
  }

  dispose(): void {
    this.model.dispose();
  }
}

/** glpk.js keeps no model between calls: every solve starts from scratch. */
class GlpkMaster implements Master {
  private readonly solver: GLPK;
  private readonly problem: LP;

  constructor(solver: GLPK, goal: Float64Array, box: number) {
    this.solver = solver;
    this.problem = {
      name: 'master',
      objective: {
        direction: solver.GLP_MAX,
        name: 'total',
        vars: Array.from(goal, (coef, i) => ({ name: `p${i}`, coef })),
      },
      subjectTo: [],
      bounds: Array.from(goal, (_, i) => ({ name: `p${i}`, type: solver.GLP_DB, lb: 0, ub: box })),
    };
  }

  add(outputs: Float64Array): void {
    this.problem.subjectTo.push({
      name: `k${this.problem.subjectTo.length}`,
      vars: Array.from(outputs, (coef, i) => ({ name: `p${i}`, coef })),
      bnds: { type: this.solver.GLP_UP, lb: 0, ub: 1 },
    });
  }

  widen(box: number): void {
    for (const bound of this.problem.bounds!) bound.ub = box;
  }

  solve(): MasterSolution | undefined {
    const { GLP_MSG_OFF, GLP_OPT } = this.solver;
    const { status, vars, dual } = this.solver.solve(this.problem, {
      msglev: GLP_MSG_OFF,
      presol: false,
    }).result;
    if (status !== GLP_OPT || !dual) return undefined;
    return {
      multipliers: Float64Array.from(this.problem.bounds!, ({ name }) => Math.max(vars[name]!, 0)),
      weights: Float64Array.from(this.problem.subjectTo, ({ name }) => Math.abs(dual[name]!)),
    };
  }

  dispose(): void {}
}
