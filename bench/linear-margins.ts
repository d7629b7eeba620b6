/// <reference path="./quadprog.d.ts" />
/**
 * Exact linear margins, solved, certified and checked, against float solvers alone on the same problem. The figures that
 * count are the ratios: all columns of a line are timed in turns in one run.
 */
import type { GLPK, LP } from 'glpk.js/node';
import type { Highs, ModelData } from 'highs';
import { add, divide, type Fraction, fraction, multiply, subtract } from 'mathjs';
import { solveQP } from 'quadprog';
import { checkCertificate } from '../oracles/checker/check.ts';
import { l2Margin } from '../oracles/l2-margin.ts';
import { type LpNorm, lpMargin } from '../oracles/lp-margin.ts';
import { loadGlpk, loadHighs } from '../oracles/solvers.ts';
import type { Dataset } from '../src/data/dataset.ts';
import { Rational } from '../src/numbers/rational.ts';
import { gaussianStart } from '../src/training/start.ts';
import { median } from './flow-cases.ts';

const SIZES = [
  [10, 2],
  [200, 5],
  [50, 20],
  [200, 20],
  [50, 50],
  [200, 50],
] as const;
const ROUNDS = 25;
/** Rounds before the clock counts, for the compiler to settle. */
const WARM_UP = 15;

/** Gaussian points on a grid of 1/2^13 (16 bits or so), labelled by a random teacher. */
function makeDataset(points: number, dimension: number, seed: number): Dataset {
  const draws = gaussianStart((points + 1) * dimension, 1, seed);
  const row = (i: number) => [...draws.subarray(i * dimension, (i + 1) * dimension)];
  const teacher = row(points);
  const x = Array.from({ length: points }, (_, i) =>
    row(i).map((value) => Math.round(value * 2 ** 13) / 2 ** 13),
  );
  const side = (point: number[]) => point.reduce((sum, value, j) => sum + value * teacher[j]!, 0);
  return {
    name: `${points}x${dimension}`,
    x: x.map((point) => point.map(Rational.fromDouble)),
    y: x.map((point) => (side(point) < 0 ? -1 : 1)),
  };
}

type Rows = readonly (readonly number[])[];

/** The rows y_i·x_i in float64. */
function signedRows({ x, y }: Dataset): Rows {
  return x.map((row, i) => row.map((value) => y[i]! * value.toNumber()));
}

function quadprog(z: Rows): void {
  const oneBased = <T>(values: readonly T[]): T[] => [undefined as T, ...values];
  const columns = z[0]!.map((_, j) => oneBased(z.map((row) => row[j]!)));
  const identity = z[0]!.map((_, j) => oneBased(z[0]!.map((_, k) => (j === k ? 1 : 0))));
  solveQP(oneBased(identity), oneBased(z[0]!.map(() => 0)), oneBased(columns), oneBased(z.map(() => 1)));
}

function runHighs(highs: Highs, data: ModelData): void {
  const model = highs.createModel();
  model.options.set({ output_flag: false, presolve: 'off' });
  model.passModel(data);
  model.run();
  model.getSolution();
  model.dispose();
}

/** Variables with costs, the rows of a program `row·x ≥ side`, and which variables are free. */
interface Program {
  readonly costs: readonly number[];
  readonly rows: Rows;
  readonly sides: readonly number[];
  readonly free: boolean;
}

function marginProgram(z: Rows, norm: LpNorm): Program {
  const d = z[0]!.length;
  if (norm === 'l1')
    return {
      costs: new Array(2 * d).fill(1),
      rows: z.map((row) => [...row, ...row.map((value) => -value)]),
      sides: z.map(() => 1),
      free: false,
    };
  const bounds = [1, -1].flatMap((sign) =>
    z[0]!.map((_, j) => z[0]!.map((_, k) => (j === k ? sign : 0)).concat(1)),
  );
  return {
    costs: [...new Array(d).fill(0), 1],
    rows: [...z.map((row) => [...row, 0]), ...bounds],
    sides: [...z.map(() => 1), ...bounds.map(() => 0)],
    free: true,
  };
}

function highsModel(highs: Highs, { costs, rows, sides, free }: Program): ModelData {
  const numCols = costs.length;
  const numRows = rows.length;
  const places = rows.map((row) => [...row.keys()].filter((j) => row[j] !== 0));
  const starts = [0];
  for (const place of places) starts.push(starts.at(-1)! + place.length);
  return {
    numCols,
    numRows,
    colCost: costs,
    colLower: costs.map(() => (free ? -highs.infinity : 0)),
    colUpper: costs.map(() => highs.infinity),
    rowLower: sides,
    rowUpper: sides.map(() => highs.infinity),
    matrix: {
      format: 'csr',
      numRows,
      numCols,
      starts,
      indices: places.flat(),
      values: rows.flatMap((row, i) => places[i]!.map((j) => row[j]!)),
    },
  };
}

function highsQuadratic(highs: Highs, z: Rows): ModelData {
  const program = { costs: z[0]!.map(() => 0), rows: z, sides: z.map(() => 1), free: true };
  const dimension = z[0]!.length;
  const diagonal = Array.from({ length: dimension + 1 }, (_, j) => j);
  return {
    ...highsModel(highs, program),
    hessian: {
      format: 'triangular',
      dimension,
      starts: diagonal,
      indices: diagonal.slice(0, -1),
      values: diagonal.slice(0, -1).map(() => 1),
    },
  };
}

function runGlpk(glpk: GLPK, { costs, rows, sides, free }: Program): void {
  const terms = (row: readonly number[]) =>
    row.map((coef, j) => ({ name: `x${j}`, coef })).filter(({ coef }) => coef !== 0);
  const program: LP = {
    name: 'margin',
    objective: { direction: glpk.GLP_MIN, name: 'cost', vars: terms(costs) },
    subjectTo: rows.map((row, i) => ({
      name: `r${i}`,
      vars: terms(row),
      bnds: { type: glpk.GLP_LO, lb: sides[i]!, ub: 0 },
    })),
    bounds: free ? costs.map((_, j) => ({ name: `x${j}`, type: glpk.GLP_FR, lb: 0, ub: 0 })) : [],
  };
  glpk.solve(program, { msglev: glpk.GLP_MSG_OFF, presol: false });
}

/** The comparable part in fraction.js (as mathjs wraps it): the Gram system of the known support, by elimination. */
function fractionGram({ x, y }: Dataset, support: readonly number[]): void {
  const z = support.map((i) => x[i]!.map(({ num, den }) => fraction(Number(num) * y[i]!, Number(den))));
  const sum = (a: Fraction, b: Fraction) => add(a, b) as Fraction;
  const times = (a: Fraction, b: Fraction) => multiply(a, b) as Fraction;
  const dot = (a: Fraction[], b: Fraction[]) =>
    a.map((value, j) => times(value, b[j]!)).reduce((total, value) => sum(total, value));
  let rows = z.map((a) => [...z.map((b) => dot(a, b)), fraction(1)]);
  for (let k = 0; k < rows.length; k++) {
    const pivot = rows[k]!.map((value) => divide(value, rows[k]![k]!) as Fraction);
    rows = rows.map((row, i) =>
      i === k ? pivot : row.map((value, j) => subtract(value, times(row[k]!, pivot[j]!)) as Fraction),
    );
  }
}

/** Median milliseconds of each run, taken in turns. */
async function timeInTurns(runs: readonly (() => unknown)[]): Promise<number[]> {
  const times: number[][] = runs.map(() => []);
  for (let round = -WARM_UP; round < ROUNDS; round++)
    for (const [k, run] of runs.entries()) {
      const begin = performance.now();
      await run();
      if (round >= 0) times[k]!.push(performance.now() - begin);
    }
  return times.map(median);
}

function print(cells: readonly (string | number)[]): void {
  console.log(cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(2) : cell).padStart(13)).join(''));
}

function mustAccept(certificate: unknown): void {
  const result = checkCertificate(certificate);
  if (!result.accepted) throw new Error(`${result.code} at ${result.path}: ${result.message}`);
}

const highs = await loadHighs();
const glpk = await loadGlpk();

print(['l2, ms', 'exact', 'quadprog', 'ratio', 'HiGHS QP', 'fraction.js']);
for (const [points, dimension] of SIZES) {
  const data = makeDataset(points, dimension, points + dimension);
  const z = signedRows(data);
  const quadratic = highsQuadratic(highs, z);
  const [exact, peer, highsTime] = await timeInTurns([
    () => mustAccept(l2Margin(data).certificate),
    () => quadprog(z),
    () => runHighs(highs, quadratic),
  ]);
  const found = l2Margin(data);
  let fractions: number | string = '–';
  if (found.status === 'optimal' && found.support.length <= 20) {
    const begin = performance.now();
    fractionGram(data, found.support);
    fractions = performance.now() - begin;
  }
  print([data.name, exact!, peer!, exact! / peer!, highsTime!, fractions]);
}

for (const norm of ['l1', 'linf'] as const) {
  print([`${norm}, ms`, 'exact', 'HiGHS', 'ratio', 'by glpk.js', 'glpk.js', 'ratio']);
  for (const [points, dimension] of SIZES) {
    const data = makeDataset(points, dimension, points + dimension);
    const program = marginProgram(signedRows(data), norm);
    const model = highsModel(highs, program);
    const [exact, alone, byGlpk, glpkAlone] = await timeInTurns([
      async () => mustAccept((await lpMargin(data, norm, 'highs')).certificate),
      () => runHighs(highs, model),
      async () => mustAccept((await lpMargin(data, norm, 'glpk')).certificate),
      () => runGlpk(glpk, program),
    ]);
    print([data.name, exact!, alone!, exact! / alone!, byGlpk!, glpkAlone!, byGlpk! / glpkAlone!]);
  }
}
