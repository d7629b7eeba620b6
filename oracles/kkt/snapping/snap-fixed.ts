import { type Dataset, toFloats } from '../../../src/data/dataset.ts';
import type { Model } from '../../../src/models/model.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { checkCertificate } from '../../checker/check.ts';
import { proveOptimum } from '../../local-optimality/optimum.ts';
import { approachExponent, type Snapshot } from '../approach.ts';
import type { Regime } from '../pattern.ts';
import { regimeOf } from '../read-pattern.ts';
import { largestExcess, type Unsnapped } from '../snap.ts';
import {
  type FixedOutputs,
  type FixedPattern,
  type FixedPoint,
  judge,
  solveFixedPattern,
  worksAgainst,
} from './fixed-pattern.ts';
import type { SnappedLimit } from './snap-limit.ts';

/**
 * What counts as 0 when a pattern is read, in the order tried: parts of ‖w_k‖‖x_i‖, where a pair that slides is at rounding, and of ‖θ‖, beside which
 * neurons that stopped shrink like 1/log(1/loss).
 */
const TOLERANCES = [1e-9, 1e-3, 1e-2, 5e-2].flatMap((kink) =>
  [1e-3, 3e-2, 1e-5, 0].map((dying) => ({ kink, dying })),
);
/** Rounds of repairs; a pattern that needs more was misread. */
const MAX_REPAIRS = 20;
/** A limit farther than this from the last direction is another KKT point of the data, not the limit of this trajectory. */
const NEAR = 0.1;
/** A limit this near needs no comparison with others. */
const CERTAIN = 1e-3;

/**
 * Snaps the end of a trajectory of the two-layer net with its second layer fixed. Its KKT points are rational: on each activation pattern they solve a
 * least-norm problem. The certificate proves that no weights nearby of the same least margin are shorter, and with that the KKT conditions:
 * where its gap is g, ‖W − Σ λ_i ∂q_i‖² + 2Σ λ_i (q_i − 1) ≤ g·‖W‖². ReLU neurons that are 0 at the limit are not in it.
 */
export function snapFixed(
  data: Dataset,
  model: Model,
  end: Snapshot,
  approach: readonly Snapshot[],
): SnappedLimit | Unsnapped {
  const net = fixedOutputs(data, model);
  const reasons: string[] = [];
  const tried = new Set<string>();
  let best: { readonly point: FixedPoint; readonly distance: number } | null = null;
  for (const tolerance of TOLERANCES) {
    const pattern = readFixed(net, end, tolerance);
    if (!pattern) return { kind: 'unsnapped', reasons: ['the net does not separate the data'] };
    const key = JSON.stringify(pattern);
    if (tried.has(key)) continue;
    tried.add(key);
    const point = fitFixed(net, pattern);
    if (typeof point === 'string') {
      reasons.push(point);
      continue;
    }
    const distance = distanceTo(point, end.direction);
    if (distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { point, distance };
    if (distance < CERTAIN) break;
    reasons.push(`the KKT point found is ${distance.toPrecision(2)} away`);
  }
  if (!best || best.distance > NEAR) return { kind: 'unsnapped', reasons };
  const { point, distance } = best;
  const proved = certifyFixed(net, point);
  if (!proved || !checkCertificate(proved.certificate).accepted)
    return { kind: 'unsnapped', reasons: ['the KKT point found has no certificate'] };
  const distances = approach.map(({ log10Loss, direction }) => ({
    log10Loss,
    distance: distanceTo(point, direction),
  }));
  return {
    kind: 'snapped',
    certificate: proved.certificate,
    relativeResidual: Math.sqrt(proved.relativeGap.toNumber()),
    support: [...data.y.keys()].filter((i) => point.multipliers[i]!.sign() > 0),
    alive: liveNeurons(point).length,
    normalizedMargin: 1 / lengthOf(point),
    endDistance: distance,
    distances,
    exponent: approachExponent(distances),
    // On its pattern the model is linear: W = Ŵ·log(1/𝓛) + O(1), but for logarithms.
    predictedExponent: -1,
  };
}

/** The net of a SPEC two-layer-fixed:WIDTH:ALPHA, ALPHA read as the decimal that prints it. */
function fixedOutputs(data: Dataset, { spec }: Model): FixedOutputs {
  const [, width, alpha] = spec.split(':') as [string, string, string];
  const output = Rational.of(1n, BigInt(width));
  const outputs = Array.from({ length: 2 * Number(width) }, (_, k) =>
    k < Number(width) ? output : output.neg(),
  );
  return { data, alpha: Rational.fromDecimal(alpha), outputs };
}

/**
 * The pattern of a direction. Neurons that vanish are kinked at all points; others only at support vectors that they work against, where they can slide. Null where the net does
 * not separate the data.
 */
function readFixed(
  net: FixedOutputs,
  { direction, log10Loss }: Snapshot,
  { kink, dying }: (typeof TOLERANCES)[number],
): FixedPattern | null {
  const { points, dimension, x, y } = toFloats(net.data);
  const row = (i: number) => x.subarray(i * dimension, (i + 1) * dimension);
  const weights = net.outputs.map((_, k) => [...direction.subarray(k * dimension, (k + 1) * dimension)]);
  const [alpha, outputs] = [net.alpha.toNumber(), net.outputs.map((output) => output.toNumber())];
  const margins = Array.from({ length: points }, (_, i) =>
    weights.reduce((sum, own, k) => {
      const z = own.reduce((total, value, j) => total + value * row(i)[j]!, 0);
      return sum + y[i]! * outputs[k]! * Math.max(z, alpha * z);
    }, 0),
  );
  const least = Math.min(...margins);
  if (!(least > 0)) return null;
  const most = (1 + largestExcess(log10Loss)) * least;
  const maySlide = (k: number, i: number) => alpha < 1 && margins[i]! <= most && worksAgainst(net, k, i);
  return weights.map((own, k) => {
    if (Math.hypot(...own) <= dying) return net.data.x.map(() => 'kink');
    return net.data.x.map((_, i): Regime => {
      const regime = regimeOf(own, row(i), kink);
      if (regime !== 'kink' || maySlide(k, i)) return regime;
      return own.reduce((z, value, j) => z + value * row(i)[j]!, 0) > 0 ? 'positive' : 'negative';
    });
  });
}

/** Solves a pattern and repairs it until its solution is a KKT point; or why that does not end well. */
function fitFixed(net: FixedOutputs, start: FixedPattern): FixedPoint | string {
  const seen = new Set<string>();
  let pattern = start;
  for (let round = 0; round <= MAX_REPAIRS; round++) {
    const key = JSON.stringify(pattern);
    if (seen.has(key)) return 'repairs of the pattern go in a circle';
    seen.add(key);
    const solution = solveFixedPattern(net, pattern);
    if (!solution) return 'no weights of the pattern separate the data';
    const judged = judge(net, pattern, solution);
    if (typeof judged === 'string' || 'pattern' in judged) return judged;
    const regimes = pattern.map((row) => [...row]);
    for (const { neuron, point, regime } of judged) regimes[neuron]![point] = regime;
    pattern = regimes;
  }
  return `the pattern needs more than ${MAX_REPAIRS} rounds of repairs`;
}

const liveNeurons = ({ weights }: FixedPoint): number[] =>
  [...weights.keys()].filter((k) => weights[k]!.some((value) => value.sign() !== 0));

/** ‖W‖. */
function lengthOf({ weights }: FixedPoint): number {
  return Math.hypot(...weights.flat().map((value) => value.toNumber()));
}

/** From a unit direction to W/‖W‖: a pattern has one KKT point. */
function distanceTo(point: FixedPoint, direction: Float64Array): number {
  const length = lengthOf(point);
  return Math.hypot(...point.weights.flat().map((value, j) => value.toNumber() / length - direction[j]!));
}

function certifyFixed(net: FixedOutputs, point: FixedPoint) {
  // A ReLU that is 0 may take slope 0 everywhere.
  const kept = net.alpha.sign() === 0 ? liveNeurons(point) : [...net.outputs.keys()];
  const network = {
    slope: net.alpha,
    weights: kept.map((k) => point.weights[k]!),
    scales: kept.map(() => Rational.ONE),
    neurons: kept.map((k, weights) => ({ weights, offset: 0, output: net.outputs[k]! })),
  };
  const slopes = point.slopes.flatMap((pair) => {
    const neuron = kept.indexOf(pair.neuron);
    return neuron < 0 ? [] : [{ ...pair, neuron }];
  });
  return proveOptimum(net.data, network, point.multipliers, slopes, 'local', 'weights');
}
