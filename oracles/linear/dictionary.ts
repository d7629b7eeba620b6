/**
 * Exact pivoting: the dictionary (Tucker's tableau) of a linear program in integers over one denominator, as Edmonds
 * and Bareiss have it, and Terlaky's criss-cross method with the least-index rule (Math. Operationsforsch. Statist. 16,
 * 1985), which is finite from any basis, feasible or not.
 */
import { Rational } from '../../src/numbers/rational.ts';
import type { Basis, LinearProgram, LinearProgramSolution } from './linear-program.ts';

/**
 * Variables are numbered: x_j is j, the slack of row i is k + i. Each row reads
 * basic = Σ entries·nonbasic + constant, all over `denominator`; the last row is the objective, the last column the
 * constants.
 */
export class Dictionary {
  private readonly entries: bigint[][];
  private readonly basic: number[];
  private readonly nonbasic: number[];
  private denominator: bigint;

  private constructor(entries: bigint[][], basic: number[], nonbasic: number[], denominator = 1n) {
    this.entries = entries;
    this.basic = basic;
    this.nonbasic = nonbasic;
    this.denominator = denominator;
  }

  /** The dictionary with as many of the basis's columns basic as can be, by pivots in its rows. */
  static at({ a, b, c }: LinearProgram, { columns, rows }: Basis): Dictionary {
    const dictionary = new Dictionary(
      [...a.map((row, i) => [...row, -b[i]!]), [...c, 0n]],
      b.map((_, i) => c.length + i),
      c.map((_, j) => j),
    );
    const free = new Set(rows);
    for (const column of columns)
      for (const row of free)
        if (dictionary.entries[row]![column] !== 0n) {
          dictionary.pivot(row, column);
          free.delete(row);
          break;
        }
    return dictionary;
  }

  optimise(): LinearProgramSolution {
    const row = this.pivotToOptimum();
    return row < 0 ? this.solution() : this.contradiction(row);
  }

  /**
   * Variables that are 0 here and perhaps positive elsewhere on the face of optima: basic ones, and nonbasic ones
   * that cost nothing. For an optimal dictionary.
   */
  undecided(): number[] {
    const constant = this.nonbasic.length;
    const costs = this.entries.at(-1)!;
    return [
      ...this.basic.filter((_, i) => this.entries[i]![constant] === 0n),
      ...this.nonbasic.filter((_, j) => costs[j] === 0n),
    ];
  }

  /** The dictionary where a variable is largest on the face of optima, which must be bounded. */
  maximise(variable: number): Dictionary {
    const costs = this.entries.at(-1)!;
    const free = [...this.nonbasic.keys()].filter((j) => costs[j] === 0n);
    const kept = [...free, this.nonbasic.length];
    const rows = this.entries.slice(0, -1).map((row) => kept.map((j) => row[j]!));
    const place = this.basic.indexOf(variable);
    const objective =
      place >= 0
        ? rows[place]!.map((value) => -value)
        : kept.map((j) => (this.nonbasic[j] === variable ? -this.denominator : 0n));
    const face = new Dictionary(
      [...rows, objective],
      [...this.basic],
      free.map((j) => this.nonbasic[j]!),
      this.denominator,
    );
    face.pivotToOptimum();
    return face;
  }

  /** The dictionary of the dual: x_j's reduced cost has its number j, the multiplier of row i its slack's. */
  dual(): Dictionary {
    const rows = this.nonbasic.length;
    const columns = this.basic.length;
    const entries = Array.from({ length: rows + 1 }, (_, j) =>
      Array.from({ length: columns + 1 }, (_, i) =>
        i < columns === j < rows ? -this.entries[i]![j]! : this.entries[i]![j]!,
      ),
    );
    return new Dictionary(entries, [...this.nonbasic], [...this.basic], this.denominator);
  }

  /** Values of variables 0 … count − 1 here. */
  values(count: number): Rational[] {
    const values = new Array<Rational>(count).fill(Rational.ZERO);
    this.basic.forEach((variable, i) => {
      values[variable] = Rational.of(this.entries[i]!.at(-1)!, this.denominator);
    });
    return values;
  }

  /**
   * Pivots until all constants and costs are ≥ 0; else returns the row that shows that this is impossible. As long as costs are
   * ≥ 0, for a number of pivots that it seldom needs, this is the dual simplex method, which is faster.
   */
  private pivotToOptimum(): number {
    const { entries, basic, nonbasic } = this;
    const costs = entries.at(-1)!;
    for (let budget = basic.length + nonbasic.length; ; budget--) {
      const column = leastIndex(nonbasic, (j) => costs[j]! < 0n);
      if (column < 0 && budget > 0) {
        const row = this.mostNegativeRow();
        if (row < 0) return -1;
        const entering = this.firstBlocking(row);
        if (entering < 0) return row;
        this.pivot(row, entering);
        continue;
      }
      const row = leastIndex(basic, (i) => entries[i]!.at(-1)! < 0n);
      if (row < 0 && column < 0) return -1;
      if (column < 0 || (row >= 0 && basic[row]! < nonbasic[column]!)) {
        const entering = leastIndex(nonbasic, (j) => entries[row]![j]! > 0n);
        if (entering < 0) return row;
        this.pivot(row, entering);
      } else {
        const leaving = leastIndex(basic, (i) => entries[i]![column]! < 0n);
        if (leaving < 0) throw new Error('programs here are bounded');
        this.pivot(leaving, column);
      }
    }
  }

  private mostNegativeRow(): number {
    let found = -1;
    let least = 0n;
    for (let i = 0; i < this.basic.length; i++) {
      const constant = this.entries[i]!.at(-1)!;
      if (constant < least) [found, least] = [i, constant];
    }
    return found;
  }

  /** The column that keeps all costs ≥ 0 when it becomes basic in a row: least cost/entry among positive entries. */
  private firstBlocking(row: number): number {
    const entries = this.entries[row]!;
    const costs = this.entries.at(-1)!;
    let found = -1;
    for (let j = 0; j < this.nonbasic.length; j++)
      if (entries[j]! > 0n && (found < 0 || costs[j]! * entries[found]! < costs[found]! * entries[j]!))
        found = j;
    return found;
  }

  /** Exchanges the basic variable of a row with the nonbasic one of a column. */
  private pivot(row: number, column: number): void {
    const pivotRow = this.entries[row]!;
    const sign = pivotRow[column]! < 0n ? -1n : 1n;
    const pivot = sign * pivotRow[column]!;
    const previous = this.denominator;
    for (const [i, other] of this.entries.entries()) {
      if (i === row) continue;
      const factor = sign * other[column]!;
      for (let j = 0; j < other.length; j++)
        if (j !== column) other[j] = (other[j]! * pivot - factor * pivotRow[j]!) / previous;
      other[column] = factor;
    }
    for (let j = 0; j < pivotRow.length; j++) pivotRow[j] = -sign * pivotRow[j]!;
    pivotRow[column] = sign * previous;
    this.denominator = pivot;
    [this.basic[row], this.nonbasic[column]] = [this.nonbasic[column]!, this.basic[row]!];
  }

  private solution(): LinearProgramSolution {
    const size = this.nonbasic.length;
    const x = new Array<bigint>(size).fill(0n);
    const y = new Array<bigint>(this.basic.length).fill(0n);
    this.basic.forEach((variable, i) => {
      if (variable < size) x[variable] = this.entries[i]![size]!;
    });
    this.nonbasic.forEach((variable, j) => {
      if (variable >= size) y[variable - size] = this.entries.at(-1)![j]!;
    });
    return {
      status: 'optimal',
      x,
      y,
      denominator: this.denominator,
      basis: {
        columns: this.basic.filter((variable) => variable < size),
        rows: this.nonbasic.filter((variable) => variable >= size).map((variable) => variable - size),
      },
    };
  }

  /**
   * Farkas: basic + Σ |entries|·nonbasic = constant < 0, where all variables are ≥ 0. The coefficients of the slacks
   * are y.
   */
  private contradiction(row: number): LinearProgramSolution {
    const size = this.nonbasic.length;
    const y = new Array<bigint>(this.basic.length).fill(0n);
    if (this.basic[row]! >= size) y[this.basic[row]! - size] = this.denominator;
    this.nonbasic.forEach((variable, j) => {
      if (variable >= size) y[variable - size] = -this.entries[row]![j]!;
    });
    return { status: 'infeasible', y, denominator: this.denominator };
  }
}

/** Position of the least variable for which the test holds, or −1. */
function leastIndex(variables: readonly number[], test: (position: number) => boolean): number {
  let found = -1;
  for (let position = 0; position < variables.length; position++)
    if ((found < 0 || variables[position]! < variables[found]!) && test(position)) found = position;
  return found;
}
