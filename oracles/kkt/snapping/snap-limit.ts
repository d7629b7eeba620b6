import type { Dataset } from '../../../src/data/dataset.ts';
import { float64Kernel } from '../../../src/linalg/float64.ts';
import type { Model } from '../../../src/models/model.ts';
import { samplesOf } from '../../../src/models/samples.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { checkCertificate } from '../../checker/check.ts';
import { l2Margin } from '../../l2-margin.ts';
import { approachExponent, type Distance, type Snapshot } from '../approach.ts';
import { snapTwoLayer, type Unsnapped } from '../snap.ts';
import { type CertifiedLimit, certifySmooth } from './certify-smooth.ts';
import { fitSmooth } from './fit-smooth.ts';
import { smoothExponent } from './linearised.ts';
import { distanceToFamily } from './nearest-smooth.ts';
import { readSmooth, type SmoothPoint } from './read-smooth.ts';
import { refineSmooth } from './refine-smooth.ts';
import { snapFixed } from './snap-fixed.ts';

/** Digits of a refined point: enough to recognise fractions of 20-digit denominators. */
const DIGITS = 50;
/** Fractions of ‖θ‖ below which a part is taken to be dying, in the order tried. */
const DYING = [1e-3, 3e-2, 1e-5, 0.2];
/**
 * What of a margin above the least may belong to a support vector: a point of softmax weight e^−30 is none, but an integrator may leave
 * a little more than 30/log(1/loss).
 */
const excessesAt = (log10Loss: number) => {
  const least = 30 / (-log10Loss * Math.LN10);
  return least < 1e-4 ? [least, 1e-4] : [least];
};
/** A limit farther than this from the last direction is another KKT point of the data, not the limit of this trajectory. */
const NEAR = 0.1;
/** A limit this near needs no comparison with others. */
const CERTAIN = 1e-3;

/** The exact KKT point that a trajectory of any model tends to, with what was measured of the approach. */
export interface SnappedLimit extends CertifiedLimit {
  readonly kind: 'snapped';
  /** Points of positive multiplier. */
  readonly support: readonly number[];
  /** Neurons that are not 0 by the pattern, of two-layer nets; parameters, of other models. */
  readonly alive: number;
  /** min q/‖θ‖^L of the point. */
  readonly normalizedMargin: number;
  /** From the end's direction to the nearest KKT direction of this pattern. */
  readonly endDistance: number;
  /** The same from the directions on the way. */
  readonly distances: readonly Distance[];
  /** Fitted r of distance ∝ log(1/loss)^r; null where all distances are rounding. */
  readonly exponent: number | null;
  /** r of the linearised flow at the point. Positive where the point repels. */
  readonly predictedExponent: number;
}

/**
 * Snaps the end of a trajectory of any model to the exact KKT point it tends to: patterns are read off the last direction, their equations
 * solved, every inequality tested, the nearest one that fits refined to `digits` and certified.
 * @param end the direction to snap, ordered like θ.
 * @param approach directions on the way, whose distances are measured.
 */
export function snapLimit(
  data: Dataset,
  model: Model,
  end: Snapshot,
  approach: readonly Snapshot[],
  digits = DIGITS,
): SnappedLimit | Unsnapped {
  switch (model.spec.split(':')[0]) {
    case 'linear':
      return ofLinear(data, end, approach);
    case 'two-layer':
      return ofTwoLayer(data, model, end, approach, digits);
    case 'two-layer-fixed':
      return snapFixed(data, model, end, approach);
    default:
      return ofSmooth(data, model, end, approach, digits);
  }
}

/** Of the linear model the ℓ2 separator is the only KKT point. */
function ofLinear(data: Dataset, end: Snapshot, approach: readonly Snapshot[]): SnappedLimit | Unsnapped {
  const optimum = l2Margin(data);
  if (optimum.status !== 'optimal') return { kind: 'unsnapped', reasons: ['the data is not separable'] };
  const w = optimum.w.map((value) => value.toNumber());
  const length = Math.hypot(...w);
  const distanceOf = ({ direction }: Snapshot) =>
    Math.hypot(...w.map((value, j) => value / length - direction[j]!));
  const distances = approach.map((snapshot) => ({
    log10Loss: snapshot.log10Loss,
    distance: distanceOf(snapshot),
  }));
  return {
    kind: 'snapped',
    certificate: optimum.certificate,
    relativeResidual: 0,
    support: optimum.support,
    alive: w.length,
    normalizedMargin: Math.sqrt(optimum.marginSquared.toNumber()),
    endDistance: distanceOf(end),
    distances,
    exponent: approachExponent(distances),
    // w = ŵ·log(1/𝓛) + O(1), but for logarithms.
    predictedExponent: -1,
  };
}

function ofTwoLayer(
  data: Dataset,
  model: Model,
  end: Snapshot,
  approach: readonly Snapshot[],
  digits: number,
): SnappedLimit | Unsnapped {
  const snap = snapTwoLayer(data, Number(model.spec.split(':')[2]), end, approach, digits);
  if (snap.kind === 'unsnapped') return snap;
  const { pattern, point, certified, ...measured } = snap;
  return {
    ...measured,
    certificate: certified.certificate,
    hiddenLayer: point,
    support: pattern.support,
    alive: pattern.groups.reduce((sum, { neurons }) => sum + neurons.length, 0),
  };
}

/** A KKT point that was found, its distance from the end, and the predicted exponent of the approach. */
interface Candidate {
  readonly point: SmoothPoint;
  readonly distance: number;
  readonly exponent: number;
}

/** Of points that are both near, one with multipliers that attract is the limit, unless all repel (from a special start). */
function isBetter(one: Candidate, other: Candidate): boolean {
  if (Math.max(one.distance, other.distance) <= NEAR && one.exponent < 0 !== other.exponent < 0)
    return one.exponent < 0;
  return one.distance < other.distance;
}

function ofSmooth(
  data: Dataset,
  model: Model,
  end: Snapshot,
  approach: readonly Snapshot[],
  digits: number,
): SnappedLimit | Unsnapped {
  const network = model.on(float64Kernel, samplesOf(float64Kernel, data));
  const readings = excessesAt(end.log10Loss).flatMap((excess) => DYING.map((dying) => ({ excess, dying })));
  const reasons: string[] = [];
  const tried = new Set<string>();
  let best: Candidate | null = null;
  for (const { excess, dying } of readings) {
    const start = readSmooth(network, end.direction, excess, dying);
    if (!start) continue;
    const key = JSON.stringify(start.pattern);
    if (tried.has(key)) continue;
    tried.add(key);
    const fitted = fitSmooth(data, model, end.direction, start);
    if (fitted.kind === 'misfit') {
      reasons.push(fitted.reason);
      continue;
    }
    const distance = distanceToFamily(data, model, fitted, end.direction);
    const exponent = smoothExponent(data, model, fitted.pattern, fitted.values);
    const candidate = { point: fitted, distance, exponent };
    if (!best || isBetter(candidate, best)) best = candidate;
    if (distance < CERTAIN && exponent < 0) break;
    reasons.push(`the KKT point found is ${distance.toPrecision(2)} away`);
  }
  if (tried.size === 0) return { kind: 'unsnapped', reasons: ['the model does not separate the data'] };
  if (!best || best.distance > NEAR) return { kind: 'unsnapped', reasons };
  const { point } = best;
  const { theta, multipliers, residual } = refineSmooth(data, model, point, digits);
  const lambda = data.x.map(() => Rational.ZERO);
  point.pattern.support.forEach((i, index) => {
    if (multipliers[index]!.sign() > 0) lambda[i] = multipliers[index]!;
  });
  const certified = certifySmooth(data, model, theta, lambda, residual, digits);
  if (!certified || !checkCertificate(certified.certificate).accepted)
    return { kind: 'unsnapped', reasons: ['the KKT point found has no certificate'] };
  const distances = approach.map(({ log10Loss, direction }) => ({
    log10Loss,
    distance: distanceToFamily(data, model, point, direction),
  }));
  return {
    kind: 'snapped',
    ...certified,
    support: point.pattern.support,
    alive: point.pattern.alive.length,
    normalizedMargin: Math.hypot(...point.values.theta) ** -model.degree,
    endDistance: best.distance,
    distances,
    exponent: approachExponent(distances),
    predictedExponent: best.exponent,
  };
}
