import type { Peak } from './local-ascent.ts';
import type { PricingProblem } from './pricing-problem.ts';

/** A neuron of the master's solution: the peak it climbs to, its sign, and its weight c in the primal. */
export interface ActiveNeuron {
  readonly sign: 1 | -1;
  readonly peak: Peak;
  readonly weight: number;
}

/** One neuron's activation pattern on the support: p(λ) = Σ λ_i row_i, rows orthogonal to the points on kinks. */
export interface Pattern {
  readonly sign: 1 | -1;
  /** |support|×d. */
  readonly rows: Float64Array;
  /** An orthonormal basis of the points on kinks. */
  readonly kinks: readonly Float64Array[];
  /** The neurons that share it, and the sum of their weights. */
  readonly members: readonly ActiveNeuron[];
  readonly weight: number;
}

/** Neurons of one sign with one pattern act as one neuron. */
export function distinctPatterns(
  problem: PricingProblem,
  multipliers: Float64Array,
  neurons: readonly ActiveNeuron[],
  support: readonly number[],
): Pattern[] {
  const groups = new Map<string, ActiveNeuron[]>();
  for (const neuron of neurons) {
    const shares = support.map((i) => share(problem, multipliers, neuron, i));
    const key = `${neuron.sign}:${shares.map((value) => value ?? 'kink').join()}`;
    const group = groups.get(key);
    if (group) group.push(neuron);
    else groups.set(key, [neuron]);
  }
  return [...groups.values()].map((members) => ({
    sign: members[0]!.sign,
    ...patternRows(problem, multipliers, members[0]!, support),
    weight: members.reduce((sum, { weight }) => sum + weight, 0),
    members,
  }));
}

/** The slope of φ at ⟨w,x_i⟩, 1 or α; undefined on a kink, where the ascent found a slope in between. */
function share(
  { d, x, y, alpha }: PricingProblem,
  multipliers: Float64Array,
  { sign, peak }: ActiveNeuron,
  i: number,
): number | undefined {
  const c = sign * y[i]! * multipliers[i]!;
  const slope = peak.slopes[i]! / c;
  if (c < 0 && slope > alpha + 1e-9 && slope < 1 - 1e-9) return undefined;
  let z = 0;
  for (let j = 0; j < d; j++) z += x[i * d + j]! * peak.w[j]!;
  return z < 0 ? alpha : 1;
}

function patternRows(
  problem: PricingProblem,
  multipliers: Float64Array,
  neuron: ActiveNeuron,
  support: readonly number[],
): Pick<Pattern, 'rows' | 'kinks'> {
  const { d, x, y } = problem;
  const rows = new Float64Array(support.length * d);
  const kinks: Float64Array[] = [];
  support.forEach((i, a) => {
    const slope = share(problem, multipliers, neuron, i);
    const point = x.subarray(i * d, (i + 1) * d);
    if (slope === undefined) addOrthonormal(kinks, point);
    else
      rows.set(
        point.map((value) => neuron.sign * y[i]! * slope * value),
        a * d,
      );
  });
  for (let a = 0; a < support.length; a++)
    for (const kink of kinks) removeComponent(rows.subarray(a * d, (a + 1) * d), kink);
  return { rows, kinks };
}

/** Takes from the vector its component along a unit vector, in place. */
export function removeComponent(vector: Float64Array, unit: Float64Array): void {
  let product = 0;
  for (let j = 0; j < unit.length; j++) product += vector[j]! * unit[j]!;
  for (let j = 0; j < unit.length; j++) vector[j]! -= product * unit[j]!;
}

function addOrthonormal(basis: Float64Array[], point: Float64Array): void {
  const rest = point.slice();
  for (const unit of [...basis, ...basis]) removeComponent(rest, unit);
  const length = Math.hypot(...rest);
  if (length > 1e-12) basis.push(rest.map((value) => value / length));
}

/** Σ λ_a row_a. */
export function combine(rows: Float64Array, lambda: Float64Array, d: number): Float64Array {
  const result = new Float64Array(d);
  lambda.forEach((value, a) => {
    for (let j = 0; j < d; j++) result[j]! += value * rows[a * d + j]!;
  });
  return result;
}

/** ⟨row a of the first, row b of the second⟩. */
export function product(first: Float64Array, a: number, second: Float64Array, b: number, d: number): number {
  let total = 0;
  for (let j = 0; j < d; j++) total += first[a * d + j]! * second[b * d + j]!;
  return total;
}
