import { type Dataset, type FloatDataset, toFloats } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { approachExponent, type Distance, type Snapshot } from './approach.ts';
import { approachRate, type NeuronAtLimit } from './approach-rate.ts';
import { type CertifiedKkt, certifyKkt } from './certify.ts';
import { type ExactPatternPoint, exactPatternPoint, refine } from './exact-pattern.ts';
import { type HiddenLayer, twoLayer } from './hidden-layer.ts';
import { distanceToPattern } from './nearest-direction.ts';
import type { Pattern } from './pattern.ts';
import { type PatternPoint, readPattern, regimeOf } from './read-pattern.ts';
import { fitPattern, type PatternProblem } from './repair-pattern.ts';

/**
 * What counts as 0 when a pattern is read, in the order tried: pairs that slide are at rounding, pairs that only freeze or neurons that
 * only die come near 0 like a power of log(1/loss).
 */
const TOLERANCES = [1e-9, 1e-3, 1e-2, 5e-2].flatMap((kink) =>
  [1e-3, 3e-2, 1e-5].map((dying) => ({ kink, dying })),
);
/**
 * A point of softmax weight e^−30 is no support vector, and the margin of any other is at most 30 above the least, which is about log(1/loss);
 * an integrator may leave a little more.
 */
const LARGEST_EXCESS = { absolute: 30, relative: 1e-4 };

/** The part of the least margin by which that of a support vector may exceed it at a loss. */
export function largestExcess(log10Loss: number): number {
  return Math.max(LARGEST_EXCESS.relative, LARGEST_EXCESS.absolute / (-log10Loss * Math.LN10));
}

/** A limit farther than this from the last direction is another KKT point of the data, not the limit of this trajectory. */
const NEAR = 0.1;
/** A limit this near needs no comparison with others. */
const CERTAIN = 1e-3;

/** The exact KKT point that a trajectory tends to, with what was measured of the approach. */
export interface Snapped {
  readonly kind: 'snapped';
  readonly pattern: Pattern;
  readonly point: ExactPatternPoint;
  /** (ε,δ) exactly, with its certificate. */
  readonly certified: CertifiedKkt;
  /** ε/‖θ‖. */
  readonly relativeResidual: number;
  /** min q/‖θ‖² of the point. */
  readonly normalizedMargin: number;
  /** From the end's direction to the nearest KKT direction of this pattern, over all shares within groups. */
  readonly endDistance: number;
  /** The same from the directions on the way. */
  readonly distances: readonly Distance[];
  /** Fitted r of distance ∝ log(1/loss)^r; null where all distances are rounding. */
  readonly exponent: number | null;
  /** r of the linearised flow at the point; see `approachRate`. Positive where the point repels. */
  readonly predictedExponent: number;
}

/** No pattern read off the trajectory has a KKT point near its end, and why, pattern by pattern. */
export interface Unsnapped {
  readonly kind: 'unsnapped';
  readonly reasons: readonly string[];
}

/**
 * Snaps the end of a trajectory of a two-layer net to the exact KKT point it tends to: patterns are read off the last direction, their
 * equations solved, every inequality tested, the nearest one that fits refined to `digits` and certified.
 * At log10 loss −10⁹ one trajectory in five of random data still has parts that are slowly dying, at −10¹⁵⁰ hardly any; but
 * an integrator with a relative tolerance loses frozen parts on the way there, and may then leave for another limit.
 * @param alpha slope of the leaky ReLU, read as the decimal that prints it.
 * @param end the direction to snap, ordered (w_1, …, w_m, a_1, …, a_m).
 * @param approach directions on the way, whose distances are measured.
 */
export function snapTwoLayer(
  data: Dataset,
  alpha: number,
  end: Snapshot,
  approach: readonly Snapshot[],
  digits = 30,
): Snapped | Unsnapped {
  const floats = toFloats(data);
  const problem: PatternProblem = { alpha, gram: signedGram(floats), labels: floats.y };
  const excess = largestExcess(end.log10Loss);
  const network = asTwoLayer(alpha, end.direction, floats.dimension);
  const reasons: string[] = [];
  const tried = new Set<string>();
  let best: { point: PatternPoint; distance: number } | null = null;
  for (const tolerance of TOLERANCES) {
    const start = readPattern(network, floats, { ...tolerance, excess });
    if (!start) continue;
    const key = JSON.stringify(start.pattern);
    if (tried.has(key)) continue;
    tried.add(key);
    const fitted = fitPattern(problem, start);
    if (fitted.kind === 'misfit') {
      reasons.push(fitted.reason);
      continue;
    }
    const distance = distanceToPattern(floats, problem, fitted, end.direction);
    if (distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { point: fitted, distance };
    if (distance < CERTAIN) break;
    reasons.push(`the KKT point found is ${distance.toPrecision(2)} away`);
  }
  if (tried.size === 0) return { kind: 'unsnapped', reasons: ['the net does not separate the data'] };
  if (!best || best.distance > NEAR) return { kind: 'unsnapped', reasons };
  const { point } = best;
  const exactAlpha = Rational.fromDecimal(String(alpha));
  const exact = exactPatternPoint(
    data,
    exactAlpha,
    point,
    refine(data, exactAlpha, point, digits),
    sharesOf(point.pattern, network),
    digits,
  );
  const certified = certifyKkt(data, exact.network, exact.multipliers, exact.slopes);
  const distances = approach.map(({ log10Loss, direction }) => ({
    log10Loss,
    distance: distanceToPattern(floats, problem, point, direction),
  }));
  return {
    kind: 'snapped',
    pattern: point.pattern,
    point: exact,
    certified,
    relativeResidual: Math.sqrt(certified.epsilonSquared.div(certified.normSquared).toNumber()),
    normalizedMargin: Rational.ONE.div(certified.normSquared).toNumber(),
    endDistance: best.distance,
    distances,
    exponent: approachExponent(distances),
    predictedExponent: approachRate(neuronsAtLimit(floats, problem, point, network, exact)),
  };
}

function asTwoLayer(alpha: number, theta: Float64Array, dimension: number): HiddenLayer<number> {
  const width = theta.length / (dimension + 1);
  const w = Array.from({ length: width }, (_, k) => [...theta.slice(k * dimension, (k + 1) * dimension)]);
  return twoLayer(alpha, [...theta.slice(width * dimension)], w);
}

function signedGram({ points, dimension, x, y }: FloatDataset): number[][] {
  const row = (i: number) => x.subarray(i * dimension, (i + 1) * dimension);
  const indices = Array.from({ length: points }, (_, i) => i);
  return indices.map((i) =>
    indices.map((j) => y[i]! * y[j]! * row(i).reduce((sum, value, c) => sum + value * row(j)[c]!, 0)),
  );
}

/** Every neuron's part of Σ a² in its group, in units of 2^−30, as exact fractions that sum to 1 over the group. */
function sharesOf({ groups }: Pattern, { neurons }: HiddenLayer<number>): Rational[] {
  const shares = neurons.map(() => Rational.ZERO);
  for (const { neurons: members } of groups) {
    const squares = members.map((k) => neurons[k]!.output ** 2);
    const sum = squares.reduce((a, b) => a + b, 0);
    // A group may be read off weights whose outputs are 0; then all of it shares alike.
    const share = (square: number) => (sum > 0 ? square / sum : 1);
    const units = squares.map((square) => BigInt(Math.max(1, Math.round(share(square) * 2 ** 30))));
    const whole = units.reduce((a, b) => a + b, 0n);
    members.forEach((k, index) => {
      shares[k] = Rational.of(units[index]!, whole);
    });
  }
  return shares;
}

/** Every neuron at the limit; dead ones with the activity that they had in the end's direction. */
function neuronsAtLimit(
  { dimension, x, y }: FloatDataset,
  { alpha }: PatternProblem,
  { pattern, values }: PatternPoint,
  { weights, neurons }: HiddenLayer<number>,
  { network }: ExactPatternPoint,
): NeuronAtLimit[] {
  const row = (i: number) => [...x.subarray(i * dimension, (i + 1) * dimension)];
  return neurons.map((_, k) => {
    const g = pattern.groups.findIndex((group) => group.neurons.includes(k));
    const root = Math.sqrt(network.scales[k]!.toNumber());
    const regimes =
      pattern.groups[g]?.regimes ??
      pattern.support.map((i) => regimeOf(weights[k]!, row(i), TOLERANCES[0]!.kink));
    const slopes = regimes.map((regime) => (regime === 'kink' ? 0 : regime === 'positive' ? 1 : alpha));
    const blind = pattern.support.filter((_, index) => regimes[index] === 'kink').map(row);
    const pulls = pattern.support.map((i, index) => {
      const kinked = values.kinked[g]?.[index];
      return y[i]! * (kinked ?? slopes[index]! * values.multipliers[index]!);
    });
    return {
      weights: network.weights[k]!.map((value) => value.toNumber() / root),
      output: network.neurons[k]!.output.toNumber() * root,
      pull: row(0).map((_, j) =>
        pattern.support.reduce((sum, i, index) => sum + pulls[index]! * x[i * dimension + j]!, 0),
      ),
      features: pattern.support.map((i, index) => row(i).map((value) => slopes[index]! * value)),
      blind,
    };
  });
}
