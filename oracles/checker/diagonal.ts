/**
 * Diagonal networks of any depth D, f(x) = Σ_j (Π_l u_lj) x_j: kinds "diagonal-kkt", "diagonal-local-optimum",
 * "diagonal-not-local-optimum" and "diagonal-not-global-optimum". See FORMAT.md.
 */
import { Rational } from '../../src/numbers/rational.ts';
import { type Points, readPoints, type Scaled, toScaled } from './points.ts';
import { MAX_DEGREE, minus, type Polynomial, plus, signNearZero, times } from './polynomial.ts';
import type { Check, Entry } from './reading.ts';

/** Deepest network, and most coordinates of one whose rank is computed. */
const MAX_DEPTH = 16;
const MAX_RANK_SIZE = 64;

/** Layer l, coordinate j: a polynomial in t over `denominator`; constant for a network. */
interface Factors {
  readonly layers: readonly (readonly Polynomial[])[];
  readonly denominator: bigint;
}

export const checkDiagonalKkt: Check = ({ claim, data, solution, derivation }) => {
  const bounds = claim.fields('kind', 'epsilonSquared', 'delta');
  const points = readPoints(data);
  const { epsilonSquared, delta } = stationarity(readFactors(solution, points), points, solution, derivation);
  if (delta.compare(bounds.delta.rational()) > 0)
    bounds.delta.reject('not-complementary', 'expected a larger bound on multiplier times excess');
  if (epsilonSquared.compare(bounds.epsilonSquared.rational()) > 0)
    bounds.epsilonSquared.reject('not-stationary', 'expected a larger bound on the squared residual');
};

export const checkDiagonalLocalOptimum: Check = ({ claim, data, solution, derivation }) => {
  claim.fields('kind');
  const points = readPoints(data);
  const factors = readFactors(solution, points);
  if (factors.layers.length < 3) solution.reject('wrong-length', 'expected at least 3 layers');
  const { epsilonSquared, delta, lambda } = stationarity(factors, points, solution, derivation);
  if (epsilonSquared.sign() !== 0) solution.reject('not-stationary', 'expected an exact KKT point');
  if (delta.sign() !== 0) solution.reject('not-complementary', 'expected an exact KKT point');
  const live = [...points.x[0]!.keys()].filter((j) => factors.layers.every((layer) => layer[j]![0] !== 0n));
  if (live.length > MAX_RANK_SIZE)
    solution.reject('too-large', `expected at most ${MAX_RANK_SIZE} live coordinates`);
  const supported = points.x.filter((_, i) => lambda.numerators[i] !== 0n);
  if (rank(supported.map((row) => live.map((j) => row[j]!))) < live.length)
    derivation.reject('not-optimal', 'expected support vectors of full rank on the live coordinates');
};

export const checkDiagonalCurve: Check = ({ claim, data, solution, derivation }) => {
  claim.fields('kind');
  const points = readPoints(data);
  const network = readFactors(solution, points);
  const { factors } = derivation.fields('factors');
  const depth = network.layers.length;
  const curve = scaled(
    factors
      .list(depth, depth)
      .map((layer, l) =>
        layer
          .list(points.x[0]!.length, points.x[0]!.length)
          .map((path, j) => [
            { num: network.layers[l]![j]![0]!, den: network.denominator },
            ...path.list(0, MAX_DEGREE).map((coefficient) => coefficient.fraction()),
          ]),
      ),
    factors,
  );
  const paths = margins(curve, points);
  const level = leastMargin(curve, points, solution);
  paths.forEach((path, i) => {
    if (signNearZero(minus(path, [level])) < 0)
      derivation.reject('not-feasible', `expected the margin of point ${i} not to fall below the least one`);
  });
  const cost = normSquared(curve);
  if (signNearZero(minus(cost, [cost[0]!])) >= 0)
    derivation.reject('not-optimal', 'expected the cost to fall along the curve');
};

export const checkDiagonalBetterPoint: Check = ({ claim, data, solution, derivation }) => {
  claim.fields('kind');
  const points = readPoints(data);
  const network = readFactors(solution, points);
  const { better } = derivation.fields('better');
  const other = readFactors(better, points);
  if (other.layers.length !== network.layers.length)
    better.reject('wrong-length', 'expected as many layers as in the solution');
  const unit = BigInt(network.layers.length);
  const margin = leastMargin(network, points, solution) * other.denominator ** unit;
  if (leastMargin(other, points, better) * network.denominator ** unit < margin)
    better.reject('not-feasible', 'expected no margin below the least one of the solution');
  if (
    normSquared(other)[0]! * network.denominator ** 2n >=
    normSquared(network)[0]! * other.denominator ** 2n
  )
    better.reject('not-optimal', 'expected a lower cost than that of the solution');
};

/** Reads `{factors: D rows of d numbers}`, D ≥ 1. */
function readFactors(place: Entry, points: Points): Factors {
  const { factors } = place.fields('factors');
  const dimension = points.x[0]!.length;
  return scaled(
    factors.list(1, MAX_DEPTH).map((layer) => layer.fractions(dimension).map((value) => [value])),
    factors,
  );
}

function scaled(
  layers: readonly (readonly (readonly { num: bigint; den: bigint }[])[])[],
  place: Entry,
): Factors {
  const { numerators, denominator } = toScaled(layers.flat(2), place);
  const values = numerators.values();
  return {
    layers: layers.map((layer) => layer.map((path) => path.map(() => values.next().value!))),
    denominator,
  };
}

/** q_i over denominator^D · that of the points. */
function margins({ layers }: Factors, points: Points): Polynomial[] {
  const products = points.x[0]!.map((_, j) =>
    layers.reduce<Polynomial>((product, layer) => times(product, layer[j]!), [1n]),
  );
  return points.x.map((row, i) =>
    row.reduce<Polynomial>((sum, value, j) => plus(sum, times([points.y[i]! * value], products[j]!)), []),
  );
}

function leastMargin(factors: Factors, points: Points, place: Entry): bigint {
  const values = margins(factors, points).map((path) => path[0]!);
  let least = values[0]!;
  for (const value of values) if (value < least) least = value;
  if (least <= 0n) place.reject('not-feasible', 'expected a positive margin at every point');
  return least;
}

/** ‖θ‖² over denominator². */
function normSquared({ layers }: Factors): Polynomial {
  return layers.flat().reduce<Polynomial>((sum, path) => plus(sum, times(path, path)), []);
}

/** ε² = ‖θ − Σ λ_i ∂q_i‖² and δ = max λ_i (q_i − least margin). */
function stationarity(
  factors: Factors,
  points: Points,
  solution: Entry,
  derivation: Entry,
): { epsilonSquared: Rational; delta: Rational; lambda: Scaled } {
  const { multipliers } = derivation.fields('multipliers');
  const lambda = toScaled(
    multipliers.list(points.y.length, points.y.length).map((entry) => entry.multiplier()),
    multipliers,
  );
  const level = leastMargin(factors, points, solution);
  let delta = 0n;
  margins(factors, points).forEach((path, i) => {
    const product = lambda.numerators[i]! * (path[0]! - level);
    if (product > delta) delta = product;
  });
  const { layers, denominator } = factors;
  const depth = BigInt(layers.length);
  // θ over denominator, Σ λ ∂q over denominator^(D−1) · pointUnit: both over the product.
  const pointUnit = lambda.denominator * points.denominator;
  let square = 0n;
  points.x[0]!.forEach((_, j) => {
    const pull = points.x.reduce((sum, row, i) => sum + lambda.numerators[i]! * points.y[i]! * row[j]!, 0n);
    layers.forEach((layer, l) => {
      const others = layers.reduce((product, other, m) => (m === l ? product : product * other[j]![0]!), 1n);
      const rest = layer[j]![0]! * denominator ** (depth - 1n) * pointUnit - pull * others * denominator;
      square += rest * rest;
    });
  });
  const unit = denominator ** depth * pointUnit;
  return {
    epsilonSquared: Rational.of(square, unit * unit),
    delta: Rational.of(delta, denominator ** depth * pointUnit),
    lambda,
  };
}

/** Rank of an integer matrix, by fraction-free elimination. */
function rank(matrix: bigint[][]): number {
  let rows = matrix;
  let found = 0;
  let previous = 1n;
  for (let column = 0; column < (matrix[0]?.length ?? 0); column++) {
    const pivot = rows.find((row) => row[column] !== 0n);
    if (!pivot) continue;
    const rest = rows.filter((row) => row !== pivot);
    const divisor = previous;
    rows = rest.map((row) =>
      row.map((value, j) => (value * pivot[column]! - row[column]! * pivot[j]!) / divisor),
    );
    previous = pivot[column]!;
    found++;
  }
  return found;
}
