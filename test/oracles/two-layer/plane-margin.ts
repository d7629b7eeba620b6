/**
 * V* in two dimensions by brute force, sharing nothing with the oracle: the lines ⟨w,x_i⟩ = 0, sorted by angle, cut the
 * circle into arcs; on an arc F is linear in w, so its largest value is at the direction of its gradient or at an end. A cutting-plane
 * loop over these, with a linear program solved from scratch each round.
 */
import loadGlpk from 'glpk.js/node';
import type { FloatDataset } from '../../../src/data/dataset.ts';

const glpk = await loadGlpk();

interface Neuron {
  readonly sign: number;
  readonly angle: number;
}

const phi = (z: number, alpha: number) => (z < 0 ? alpha * z : z);

/** sign·y_i φ(⟨w,x_i⟩) at every point, w the unit vector of the angle. */
export function outputs(data: FloatDataset, alpha: number, { sign, angle }: Neuron): number[] {
  return Array.from(
    data.y,
    (y, i) => sign * y * phi(data.x[2 * i]! * Math.cos(angle) + data.x[2 * i + 1]! * Math.sin(angle), alpha),
  );
}

/** The largest Σ λ_i y_i sign φ(⟨w,x_i⟩) on every arc, for both signs, and where. */
export function arcMaxima(
  data: FloatDataset,
  alpha: number,
  lambda: readonly number[],
): { value: number; neuron: Neuron }[] {
  const turn = 2 * Math.PI;
  const ends = Array.from(data.y, (_, i) => Math.atan2(data.x[2 * i + 1]!, data.x[2 * i]!))
    .flatMap((angle) => [angle + Math.PI / 2, angle - Math.PI / 2])
    .map((angle) => ((angle % turn) + turn) % turn)
    .sort((a, b) => a - b);
  return [1, -1].flatMap((sign) =>
    ends.flatMap((from, k) => {
      const to = k + 1 < ends.length ? ends[k + 1]! : ends[0]! + turn;
      const middle = (from + to) / 2;
      const slopes = outputs(data, alpha, { sign: 1, angle: middle }).map((_, i) => {
        const z = data.x[2 * i]! * Math.cos(middle) + data.x[2 * i + 1]! * Math.sin(middle);
        return sign * lambda[i]! * data.y[i]! * (z < 0 ? alpha : 1);
      });
      const gradient = [0, 1].map((j) =>
        slopes.reduce((sum, slope, i) => sum + slope * data.x[2 * i + j]!, 0),
      );
      let best = Math.atan2(gradient[1]!, gradient[0]!);
      while (best < from) best += turn;
      return [from, to, ...(best < to ? [best] : [])].map((angle) => ({
        value: gradient[0]! * Math.cos(angle) + gradient[1]! * Math.sin(angle),
        neuron: { sign, angle },
      }));
    }),
  );
}

/** V* to about 1e-7 relative, in float64. */
export function planeMargin(data: FloatDataset, alpha: number): { lower: number; upper: number } {
  const rows: number[][] = [];
  let lambda = Array.from(data.y, () => 1);
  for (let round = 0; round < 200; round++) {
    const maxima = arcMaxima(data, alpha, lambda);
    const highest = Math.max(...maxima.map(({ value }) => value));
    const total = lambda.reduce((a, b) => a + b);
    if (rows.length > 0 && highest < 1 + 1e-7) return { lower: total / highest, upper: total };
    rows.push(...maxima.filter(({ value }) => value > 0).map(({ neuron }) => outputs(data, alpha, neuron)));
    const { status, vars } = glpk.solve(
      {
        name: 'plane',
        objective: {
          direction: glpk.GLP_MAX,
          name: 'total',
          vars: lambda.map((_, i) => ({ name: `p${i}`, coef: 1 })),
        },
        subjectTo: rows.map((row, k) => ({
          name: `k${k}`,
          vars: row.map((coef, i) => ({ name: `p${i}`, coef })),
          bnds: { type: glpk.GLP_UP, lb: 0, ub: 1 },
        })),
        bounds: lambda.map((_, i) => ({ name: `p${i}`, type: glpk.GLP_DB, lb: 0, ub: 1e6 })),
      },
      { msglev: glpk.GLP_MSG_OFF, presol: false },
    ).result;
    if (status !== glpk.GLP_OPT) throw new Error(`expected an optimum, found status ${status}`);
    lambda = lambda.map((_, i) => vars[`p${i}`]!);
  }
  throw new Error('expected convergence in 200 rounds');
}
