/// <reference path="./quadprog.d.ts" />
/**
 * The KKT residual of an exact KKT point: our non-negative least squares against quadprog on the same problem, in turns in one
 * run. What counts is the ratio, and the residual that is left where the truth is 0.
 */
import { solveQP } from 'quadprog';
import { nnls } from '../oracles/kkt/nnls.ts';
import { dot, norm } from '../oracles/kkt/orthogonal-factor.ts';
import { gaussianStart } from '../src/training/start.ts';
import { median } from './flow-cases.ts';

const SIZES = [
  [10, 20],
  [50, 200],
  [100, 500],
] as const;
const ROUNDS = 40;
const WARM_UP = 20;
/** quadprog needs a positive definite matrix. */
const RIDGE = 1e-13;

/** Gradients of `points` margins in `parameters` dimensions, and a θ that half of them support. */
function problem(points: number, parameters: number, seed: number) {
  const draws = gaussianStart(points * (parameters + 1), 1, seed);
  const columns = Array.from({ length: points }, (_, i) => draws.slice(i * parameters, (i + 1) * parameters));
  const target = new Float64Array(parameters);
  columns.forEach((column, i) => {
    const weight = Math.max(0, draws[points * parameters + i]!);
    for (let j = 0; j < parameters; j++) target[j]! += weight * column[j]!;
  });
  return { columns, target };
}

const oneBased = <T>(values: readonly T[]): T[] => [undefined as T, ...values];

function quadprog(columns: readonly Float64Array[], target: Float64Array): number[] {
  const gram = columns.map((a, i) => oneBased(columns.map((b, j) => dot(a, b) + (i === j ? RIDGE : 0))));
  const identity = columns.map((_, i) => oneBased(columns.map((__, j) => (i === j ? 1 : 0))));
  const linear = oneBased(columns.map((column) => dot(column, target)));
  return solveQP(oneBased(gram), linear, oneBased(identity), oneBased(columns.map(() => 0))).solution.slice(
    1,
  );
}

function residual(columns: readonly Float64Array[], target: Float64Array, x: ArrayLike<number>): number {
  const rest = Float64Array.from(target);
  columns.forEach((column, i) => {
    for (let j = 0; j < rest.length; j++) rest[j]! -= x[i]! * column[j]!;
  });
  return norm(rest) / norm(target);
}

function milliseconds(run: () => void): number {
  const begin = performance.now();
  run();
  return performance.now() - begin;
}

console.log('points × parameters   ours ms   quadprog ms   ratio   residual: ours   quadprog');
for (const [points, parameters] of SIZES) {
  const times = { ours: [] as number[], quadprog: [] as number[] };
  const worst = { ours: 0, quadprog: 0 };
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const { columns, target } = problem(points, parameters, round);
    let ours: Float64Array = target;
    let theirs: number[] = [];
    const oursTime = milliseconds(() => {
      ours = nnls(columns, target).x;
    });
    const theirTime = milliseconds(() => {
      theirs = quadprog(columns, target);
    });
    worst.ours = Math.max(worst.ours, residual(columns, target, ours));
    worst.quadprog = Math.max(worst.quadprog, residual(columns, target, theirs));
    if (round < WARM_UP) continue;
    times.ours.push(oursTime);
    times.quadprog.push(theirTime);
  }
  const [ours, theirs] = [median(times.ours), median(times.quadprog)];
  console.log(
    `${`${points} × ${parameters}`.padEnd(20)}${ours.toFixed(2).padStart(9)}${theirs.toFixed(2).padStart(14)}` +
      `${(ours / theirs).toFixed(2).padStart(8)}${worst.ours.toExponential(1).padStart(17)}` +
      `${worst.quadprog.toExponential(1).padStart(11)}`,
  );
}
