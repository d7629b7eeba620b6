import {
  certifyDiagonalKkt,
  type DiagonalFactors,
  decideDiagonal,
  diagonalFunction,
  refuteGlobally,
} from '../../oracles/local-optimality/diagonal.ts';
import { quasiNormOptimum } from '../../oracles/local-optimality/quasi-norm.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { parseModel } from '../../src/models/parse.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { flowOnce } from '../flow-twice.ts';
import { MARKS } from './approach.ts';
import type { Limit } from './cell.ts';

const { ZERO } = Rational;

/** The factors u_lj of θ = (u_1, …, u_D): D rows of d. */
export function factorsOf({ data, start }: FlowCase): Rational[][] {
  const dimension = data.x[0]!.length;
  return Array.from({ length: start.length / dimension }, (_, l) =>
    start.slice(l * dimension, (l + 1) * dimension),
  );
}

/** The root of this order of a rational, if it is rational. */
export function exactRoot(value: Rational, order: number): Rational | null {
  const root = (part: bigint): bigint => BigInt(Math.round(Number(part) ** (1 / order)));
  const [num, den] = [root(value.num), root(value.den)];
  const isExact = num ** BigInt(order) === value.num && den ** BigInt(order) === value.den;
  return isExact ? Rational.of(num, den) : null;
}

/** Factors of one size in all layers, with the signs of the given ones. */
function withSizes(sizes: readonly (Rational | null)[], signs: DiagonalFactors): Rational[][] | null {
  if (sizes.includes(null)) return null;
  return signs.map((layer) => layer.map((value, j) => (value.sign() < 0 ? sizes[j]!.neg() : sizes[j]!)));
}

/** The first example in which a coordinate is not 0. */
const exampleOf = ({ x }: Dataset, j: number): number => x.findIndex((row) => row[j]!.sign() !== 0);

/**
 * The ray of one example (and multiples of it): |u_lj| = |x_j|^{−1/(D−2)} in every layer, where all factors grow by one factor; at depth 2 the |x_j|
 * have to be equal. With examples that share no coordinate, each on its own ray. Coordinates whose factors are all 0 stay at 0. Null where it is not
 * rational.
 */
export function rayPoint(instance: FlowCase): Rational[][] | null {
  const { data } = instance;
  const factors = factorsOf(instance);
  const sizes = data.x[0]!.map((_, j) => {
    const example = exampleOf(data, j);
    if (example < 0) return null;
    if (factors.every((layer) => layer[j]!.sign() === 0)) return Rational.ZERO;
    const size = data.x[example]![j]!.abs();
    if (factors.length > 2) return exactRoot(Rational.ONE.div(size), factors.length - 2);
    return data.x.every((row) => row.every((value) => [ZERO, size].some((s) => s.equals(value.abs()))))
      ? Rational.ONE
      : null;
  });
  return withSizes(sizes, factors);
}

/**
 * Whether the start is a multiple of the ray point, with outputs of the right signs, and the run stays there: on one example, or on several of equal
 * margins that grow alike.
 */
export function staysOnRay(instance: FlowCase): boolean {
  const { data, start } = instance;
  const ray = rayPoint(instance);
  const main = start.findIndex((value) => value.sign() !== 0);
  if (!ray || main < 0) return false;
  const theta = ray.flat();
  const isMultiple = start.every((value, at) => value.mul(theta[main]!).equals(theta[at]!.mul(start[main]!)));
  const w = diagonalFunction(factorsOf(instance));
  const hasSigns = w.every((value, j) => {
    const i = exampleOf(data, j);
    return value.sign() === 0 || value.mul(data.x[i]![j]!).sign() === data.y[i]!;
  });
  return isMultiple && hasSigns && (isOneDirection(data) || growAlike(data, diagonalFunction(ray)));
}

/** The same where all of at least two coordinates are on the ray of one example. */
export function isOnRay(instance: FlowCase): boolean {
  return (
    instance.data.x[0]!.length >= 2 &&
    instance.start.every((value) => value.sign() !== 0) &&
    isOneDirection(instance.data) &&
    staysOnRay(instance)
  );
}

/** Whether examples that share no coordinate have equal margins at w. */
function growAlike(data: Dataset, w: readonly Rational[]): boolean {
  const margins = data.x.map((row) => innerProduct(row, w).abs());
  return sharesNoCoordinate(data) && margins.every((margin) => margin.equals(margins[0]!));
}

/** Whether all y_i x_i are positive multiples of the first. */
export function isOneDirection({ x, y }: Dataset): boolean {
  return x.every((row, i) =>
    row.every(
      (value, j) =>
        value.mul(x[0]![0]!).equals(x[0]![j]!.mul(row[0]!)) &&
        value.mul(x[0]![j]!).sign() === Math.abs(x[0]![j]!.sign()) * y[i]! * y[0]!,
    ),
  );
}

/** Whether each coordinate is non-zero in at most one example. */
export function sharesNoCoordinate({ x }: Dataset): boolean {
  return x[0]!.every((_, j) => x.filter((row) => row[j]!.sign() !== 0).length <= 1);
}

/**
 * The point that a run off the ray tends to, on examples that share no coordinate: of the coordinates of each example the one that ends
 * largest, w_j = 1/|x_j|, is read off the run, and the others are 0 against it.
 */
export function winnersPoint(instance: FlowCase): Rational[][] | string {
  const { data, loss, model: spec, start } = instance;
  const dimension = data.x[0]!.length;
  const run = flowOnce({
    model: parseModel(spec, dimension),
    data,
    loss,
    start: start.map((value) => value.toNumber()),
    until: MARKS.at(-1)!,
  });
  if (run.reason.kind !== 'target') return run.reason.sentence;
  const depth = start.length / dimension;
  const end = Array.from({ length: depth }, (_, l) =>
    run.parameters.subarray(l * dimension, (l + 1) * dimension),
  );
  const shares = data.x.map((row) =>
    row.map((value, j) => Math.abs(end.reduce((product, layer) => product * layer[j]!, value.toNumber()))),
  );
  const winners = new Set(shares.map((share) => share.indexOf(Math.max(...share))));
  const sizes = data.x[0]!.map((_, j) => {
    if (!winners.has(j)) return Rational.ZERO;
    const example = data.x.find((row) => row[j]!.sign() !== 0)!;
    return exactRoot(Rational.ONE.div(example[j]!.abs()), depth);
  });
  const signs = end.map((layer) => [...layer].map((value) => Rational.of(value < 0 ? -1n : 1n)));
  return withSizes(sizes, signs) ?? 'the limit is not rational';
}

/**
 * A run with factors asserted as its limit (at any margin), and the certificates of their standing.
 * Losing coordinates stay where they are, so that the distance falls like log(1/𝓛)^{−1/D}; on the ray it is 0 from the start.
 */
export function deepDiagonalLimit(flow: FlowCase, factors: DiagonalFactors): Limit {
  const { data } = flow;
  const multipliers = multipliersOf(data, factors);
  const kkt = certifyDiagonalKkt(data, factors, multipliers);
  const local = decideDiagonal(data, factors, multipliers);
  const best = kkt && quasiNormOptimum(data, 2 / factors.length);
  const better = best && refuteGlobally(data, factors, best.w);
  const theta = factors.flat().map((value) => value.toNumber());
  const length = Math.hypot(...theta);
  return {
    flow,
    rate: -1 / factors.length,
    distance: (direction) => Math.hypot(...theta.map((value, at) => value / length - direction[at]!)),
    certificates: [
      ...(kkt ? [kkt] : []),
      ...(local.verdict === 'undecided' ? [] : [local.certificate]),
      ...(better ? [better] : []),
    ],
  };
}

/** λ_i = r_j^{2−D}/|x_ij| at a live coordinate j of the first example of least margin along each direction; 0 at the others. */
function multipliersOf({ x, y }: Dataset, factors: DiagonalFactors): Rational[] {
  const w = diagonalFunction(factors);
  const margins = x.map((row, i) => innerProduct(row, w).mul(Rational.of(BigInt(y[i]!))));
  const least = margins.reduce((a, b) => (b.compare(a) < 0 ? b : a));
  const served = new Set<number>();
  return x.map((row, i) => {
    const j = row.findIndex((value, at) => value.sign() !== 0 && w[at]!.sign() !== 0);
    if (served.has(j) || !margins[i]!.equals(least)) return Rational.ZERO;
    served.add(j);
    const size = factors[0]![j]!.abs();
    const power = factors.slice(2).reduce((product) => product.mul(size), Rational.ONE);
    return Rational.ONE.div(power.mul(row[j]!.abs()));
  });
}
