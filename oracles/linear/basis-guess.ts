/** Basis guesses from float solvers. A guess may be wrong in any way: only the exact solution counts. */
import type { LP } from 'glpk.js/node';
import { loadGlpk, loadHighs, type SolverName } from '../solvers.ts';
import type { Basis, LinearProgram } from './linear-program.ts';

/** What a float solver says: a basis, or that there is no optimum. */
export type BasisGuess = Basis | 'no-optimum';

/** Below this, relative to the largest, glpk's values and duals count as zero. */
const NEGLIGIBLE = 1e-9;

/** The same program in doubles, rows and columns scaled to largest entry 1: the scaling keeps every basis. */
interface FloatProgram {
  readonly a: readonly Float64Array[];
  readonly b: Float64Array;
  readonly c: Float64Array;
}

/** Asks a solver, presolve off, for the basis of an optimum. Every failure is 'no-optimum'. */
export async function guessBasis(program: LinearProgram, solver: SolverName): Promise<BasisGuess> {
  const scaled = scale(program);
  return solver === 'highs' ? guessWithHighs(scaled) : guessWithGlpk(scaled);
}

function scale({ a, b, c }: LinearProgram): FloatProgram {
  const rows = a.map((row) => Float64Array.from(row, Number));
  const costs = Float64Array.from(c, Number);
  const sides = Float64Array.from(b, Number);
  for (let j = 0; j < costs.length; j++) {
    const largest = rows.reduce((most, row) => Math.max(most, Math.abs(row[j]!)), 0) || 1;
    for (const row of rows) row[j]! /= largest;
    costs[j]! /= largest;
  }
  rows.forEach((row, i) => {
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    for (let j = 0; j < row.length; j++) row[j]! /= largest;
    sides[i]! /= largest;
  });
  const [cost, side] = [Math.max(...costs) || 1, Math.max(...sides.map(Math.abs)) || 1];
  return { a: rows, b: sides.map((value) => value / side), c: costs.map((value) => value / cost) };
}

async function guessWithHighs({ a, b, c }: FloatProgram): Promise<BasisGuess> {
  const solver = await loadHighs();
  const numRows = b.length;
  const numCols = c.length;
  const model = solver.createModel();
  try {
    model.options.set({
      output_flag: false,
      presolve: 'off',
      small_matrix_value: 1e-12,
      primal_feasibility_tolerance: 1e-10,
      dual_feasibility_tolerance: 1e-10,
    });
    model.passModel({
      numCols,
      numRows,
      colCost: c,
      colLower: new Float64Array(numCols),
      colUpper: new Float64Array(numCols).fill(solver.infinity),
      rowLower: b,
      rowUpper: new Float64Array(numRows).fill(solver.infinity),
      matrix: { format: 'csr', numRows, numCols, ...sparseRows(a) },
    });
    model.run();
    if (model.getModelStatus() !== solver.constants.modelStatus.optimal) return 'no-optimum';
    const { colStatus, rowStatus } = model.getBasis();
    const { basic } = solver.constants.basisStatus;
    return {
      columns: places(colStatus, (status) => status === basic),
      rows: places(rowStatus, (status) => status !== basic),
    };
  } catch {
    return 'no-optimum';
  } finally {
    model.dispose();
  }
}

function sparseRows(a: readonly Float64Array[]): { starts: number[]; indices: number[]; values: number[] } {
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const row of a) {
    row.forEach((value, j) => {
      if (value === 0) return;
      indices.push(j);
      values.push(value);
    });
    starts.push(indices.length);
  }
  return { starts, indices, values };
}

/** glpk.js tells no basis: columns of non-zero value, then rows by size of their dual, as many as there are columns. */
async function guessWithGlpk({ a, b, c }: FloatProgram): Promise<BasisGuess> {
  const solver = await loadGlpk();
  const problem: LP = {
    name: 'margin',
    objective: {
      direction: solver.GLP_MIN,
      name: 'cost',
      vars: Array.from(c, (coef, j) => ({ name: `x${j}`, coef })),
    },
    subjectTo: a.map((row, i) => ({
      name: `r${i}`,
      vars: Array.from(row, (coef, j) => ({ name: `x${j}`, coef })).filter(({ coef }) => coef !== 0),
      bnds: { type: solver.GLP_LO, lb: b[i]!, ub: 0 },
    })),
  };
  try {
    const { result } = solver.solve(problem, { msglev: solver.GLP_MSG_OFF, presol: false });
    if (result.status !== solver.GLP_OPT || !result.dual) return 'no-optimum';
    const values = Float64Array.from(c, (_, j) => result.vars[`x${j}`]!);
    const duals = Float64Array.from(b, (_, i) => result.dual![`r${i}`]!);
    return { columns: notNegligible(values), rows: notNegligible(duals) };
  } catch {
    return 'no-optimum';
  }
}

function notNegligible(values: Float64Array): number[] {
  const least = NEGLIGIBLE * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return places(values, (value) => Math.abs(value) > least);
}

function places<T extends Int32Array | Float64Array>(values: T, test: (value: number) => boolean): number[] {
  return Array.from(values.keys()).filter((place) => test(values[place]!));
}
