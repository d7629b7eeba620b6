import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { parseModel } from '../../src/models/parse.ts';
import type { Precision } from '../../src/numbers/arithmetic.ts';
import { flow } from '../../src/training/flow.ts';
import type { StopReason } from '../../src/training/stop.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import { type AlignmentCase, carryingNeurons } from './alignment-cases.ts';
import { embedded, mergedStart, relativeDistance } from './embedding.ts';
import { type FirstGrowth, growthAt, predictedTilt } from './first-growth.ts';

/** What small nets are asserted to do. */
export interface Asserted {
  /** The direction that all neurons take. */
  readonly axis: 'mean' | 'max-margin separator';
  /** Order of 1 − |cos| in σ. */
  readonly order: number;
  /** f at the norm r. */
  readonly shape: 'one kink' | 'linear';
  /** Which sizes the parts of the merged neurons have. */
  readonly merged: 'by growth' | 'by output weight';
}

/** What L3 asserts. */
export const PREDICTION: Asserted = { axis: 'mean', order: 2, shape: 'one kink', merged: 'by growth' };

/** log10 loss at which the merged net is compared. */
const FIXED_LOSS = -2;
const TOLERANCE = 1e-7;
/** Of 1 − |cos| against its formula, relative to what its two parts would give if they pointed the same way. */
const FORMULA = 0.05;
/** Of a measured order. */
const SLOPE = 0.1;
/**
 * The order in σ shows where the start's part of the tilt is at least √1000 times that of the margins: the parts are vectors, and
 * where they are parallel their product moves the slope by 2·|ratio|/ln 2.
 */
const ABOVE_FLOOR = 1000;
/** Largest relative difference of what two precisions show. */
const AGREEMENT = 1e-3;

/** One start, followed to the norm r and, merged and not, to the fixed loss. */
export interface Look {
  readonly scale: number;
  readonly small: Trajectory;
  readonly distance: number;
  /** Why a run did not get where it should, if so. */
  readonly stop: StopReason | undefined;
}

export function look(
  instance: AlignmentCase,
  first: FirstGrowth,
  asserted: Asserted,
  scale: number,
  precision: Precision,
): Look {
  const { data, alpha, start } = instance;
  const norm = instance.norm.toNumber();
  const flat = [...start.w.flat(), ...start.a].map((value) => scale * value.toNumber());
  const follow = (width: number, theta: readonly number[], until: number) =>
    flow({
      model: parseModel(`two-layer:${width}:${alpha.toNumber()}`, data.x[0]!.length),
      data,
      loss: 'exponential',
      start: theta,
      until,
      tolerance: TOLERANCE,
      precision,
    });
  // log 𝓛 = −λr²/2 at ‖θ‖ = r, up to order r⁴.
  const small = follow(start.a.length, flat, (-first.rate * norm * norm) / 2 / Math.LN10);
  const growth = asserted.merged === 'by growth' ? first.growth : start.a.map((a) => a.toNumber());
  const whole = follow(start.a.length, flat, FIXED_LOSS);
  const merged = follow(2, mergedStart(first, growth, scale), FIXED_LOSS);
  return {
    scale,
    small,
    distance: relativeDistance(whole.parameters, embedded(merged.parameters, growth)),
    stop: [small, whole, merged].find(({ reason }) => reason.kind !== 'target')?.reason,
  };
}

/** 1 − |cos(w_k, axis)|, without cancellation. */
export function misalignment({ parameters }: Trajectory, axis: readonly number[], k: number): number {
  const w = parameters.subarray(k * axis.length, (k + 1) * axis.length);
  const along = axis.reduce((sum, value, j) => sum + value * w[j]!, 0);
  const across = axis.reduce((sum, value, j) => sum + (w[j]! - along * value) ** 2, 0);
  const length = Math.hypot(...w);
  return across / (length * (length + Math.abs(along)));
}

/** Every neuron that carries weight is aligned as the formula says, to the order in σ that is asserted. */
export function aligned(first: FirstGrowth, asserted: Asserted, looks: readonly Look[]): Decision {
  let formulaError = 0;
  let leastSlope = Number.POSITIVE_INFINITY;
  let largestSlope = Number.NEGATIVE_INFINITY;
  for (const k of carryingNeurons(first)) {
    const seen = looks.map(({ scale, small }) => {
      const parts = predictedTilt(first, k, { scale, norm: Math.exp(small.final.logNorm) });
      const [start, margins] = [Math.hypot(...parts.start), Math.hypot(...parts.margins)];
      const predicted = parts.start.reduce((sum, value, j) => sum + (value + parts.margins[j]!) ** 2, 0) / 2;
      const measured = misalignment(small, first.axis, k);
      formulaError = Math.max(formulaError, Math.abs(measured - predicted) / ((start + margins) ** 2 / 2));
      return { measured, visible: start ** 2 >= ABOVE_FLOOR * margins ** 2 };
    });
    for (let i = 1; i < seen.length; i++) {
      if (!seen[i]!.visible) continue;
      const slope = Math.log2(seen[i - 1]!.measured / seen[i]!.measured);
      leastSlope = Math.min(leastSlope, slope);
      largestSlope = Math.max(largestSlope, slope);
    }
  }
  const figures = { formulaError, ...(leastSlope <= largestSlope && { leastSlope, largestSlope }) };
  if (!(formulaError <= FORMULA))
    return refutes(
      'measured',
      `1 − |cos| is off its formula by ${formulaError.toPrecision(3)} of it`,
      figures,
    );
  for (const slope of [leastSlope, largestSlope])
    if (Number.isFinite(slope) && Math.abs(slope - asserted.order) > SLOPE)
      return refutes('measured', `1 − |cos| is of order ${slope.toPrecision(4)} in σ`, figures);
  return supports('measured', figures);
}

/** f decides like ⟨μ,x⟩, and bends at ⟨μ,x⟩ = 0 by (1−α)/(1+α)·|B₊−B₋|/(B₊+B₋) for the weights B± of the two signs. */
export function shaped(
  instance: AlignmentCase,
  first: FirstGrowth,
  asserted: Asserted,
  { scale, small }: Look,
): Decision {
  const alpha = instance.alpha.toNumber();
  const { axis, growth, rest, weight } = first;
  const width = growth.length;
  const { parameters } = small;
  const dot = (w: ArrayLike<number>, x: readonly number[]) =>
    x.reduce((sum, value, j) => sum + value * w[j]!, 0);
  const f = (x: readonly number[]) =>
    growth.reduce((sum, _, k) => {
      const value = dot(parameters.subarray(k * axis.length, (k + 1) * axis.length), x);
      return sum + parameters[width * axis.length + k]! * Math.max(value, alpha * value);
    }, 0);
  const rows = instance.data.x.map((row) => row.map((value) => value.toNumber()));
  const total = (value: (x: readonly number[]) => number) => rows.reduce((sum, x) => sum + value(x), 0);
  const mirror = (x: readonly number[]) => x.map((value) => -value);
  const bend = total((x) => Math.abs(f(x) + f(mirror(x)))) / total((x) => Math.abs(f(x) - f(mirror(x))));
  const sum = weight.positive + weight.negative;
  const kink = ((1 - alpha) / (1 + alpha)) * (Math.abs(weight.positive - weight.negative) / sum);
  const predictedBend = asserted.shape === 'linear' ? 0 : kink;
  // φ is 1-Lipschitz, so a tilt moves f by no more than this, and the margins' pull is smaller.
  const tilt = growth.reduce((tilted, b, k) => tilted + Math.abs(b) * Math.hypot(...rest[k]!), 0);
  const rho = growthAt(first, Math.exp(small.final.logNorm));
  const allowed =
    ((8 * scale * tilt) / (rho * sum)) *
    (total((x) => Math.hypot(...x)) / total((x) => Math.abs(dot(axis, x))));
  const figures = { bend, predictedBend };
  if (Math.abs(bend - predictedBend) > allowed)
    return refutes(
      'measured',
      `f bends by ${bend.toPrecision(3)}, not ${predictedBend.toPrecision(3)}`,
      figures,
    );
  const wrong = rows.findIndex((x) => f(x) * dot(axis, x) <= 0);
  return wrong >= 0
    ? refutes('measured', `f and ⟨μ,x⟩ differ in sign at point ${wrong}`, figures)
    : supports('measured', figures);
}

/** The distance to the embedded net of two merged neurons is of order σ. */
export function merged(looks: readonly Look[]): Decision {
  const slopes = looks.slice(1).map(({ distance }, i) => Math.log2(looks[i]!.distance / distance));
  const figures = {
    distanceToMerged: looks.at(-1)!.distance,
    distanceOverScale: looks.at(-1)!.distance / looks.at(-1)!.scale,
    orderOfDistance: slopes.at(-1)!,
  };
  const off = slopes.find((slope) => !(Math.abs(slope - 1) <= SLOPE));
  return off === undefined
    ? supports('measured', figures)
    : refutes('measured', `the distance to the merged net is of order ${off.toPrecision(3)} in σ`, figures);
}

/** What the last run shows is the same in double-double. */
export function agreement(first: FirstGrowth, double: Look, precise: Look): Decision {
  const differences = carryingNeurons(first).map((k) => {
    const [a, b] = [double, precise].map(({ small }) => misalignment(small, first.axis, k));
    return Math.abs(a! - b!) / b!;
  });
  const errorEstimate = Math.max(
    ...differences,
    Math.abs(double.distance - precise.distance) / precise.distance,
  );
  return errorEstimate <= AGREEMENT
    ? supports('measured', { errorEstimate })
    : undecided(`the two precisions differ by ${errorEstimate.toExponential(1)}`, { errorEstimate });
}
