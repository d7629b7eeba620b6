import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { parseModel } from '../../src/models/parse.ts';
import type { Trajectory, TrajectoryRecord } from '../../src/training/trajectory.ts';
import { type FlowTwice, flowTwice, unreached } from '../flow-twice.ts';

/** log10 losses at which the distance to a limit is measured. */
export const MARKS = [-1e2, -1e4, -1e6] as const;
/** The exponent measured between the last two marks may exceed the predicted one by this: what the next power leaves at −10⁴. */
const SLACK = 0.05;
/** The figure of `decideTendency('distance', …)` that grows towards a refutation. */
export const DISTANCE_GAP = 'distanceExponentAbovePrediction';
/** Distances at and below this are rounding. */
const ROUNDING = 1e-11;
/** A run this near at both precisions has arrived, even where they differ by too much to tell the exponent. */
const ARRIVED = 1e-6;

/** The run of a case to the last mark, at two precisions, with directions. */
export function runsOf({ model: spec, data, loss, start: exact }: FlowCase): FlowTwice {
  const model = parseModel(spec, data.x[0]!.length);
  const start = exact.map((value) => value.toNumber());
  return flowTwice({ model, data, loss, start, until: MARKS.at(-1)!, snapshots: true });
}

/** A quantity of one run at the marks. Records are an eighth of a decade apart, so that a mark may be passed by a third. */
export function valuesAtMarks(
  run: Trajectory,
  value: (record: TrajectoryRecord) => number,
): { depth: number; value: number }[] {
  return MARKS.map((mark) => run.records.find((record) => record.log10Loss <= mark) ?? run.final).map(
    (record) => ({ depth: -record.log10Loss, value: value(record) }),
  );
}

/** Refutes that a loss goes to 0 where both runs lose the same points: no neuron sees them when the loss of the others is at its target. */
export function decideLost({ coarse, fine }: FlowTwice): Decision | undefined {
  const [lost, again] = [coarse, fine].map(({ reason }) => reason.points?.join(', '));
  return lost === undefined || lost !== again
    ? undefined
    : refutes(
        'measured',
        `the loss does not go to 0: no neuron sees point ${lost} any more when that of the others is 10^(−10⁶)`,
      );
}

/**
 * Whether a quantity falls to 0 along a run at least like log(1/𝓛)^rate. Measured: two precisions must agree.
 * @param name of the quantity among the figures.
 */
export function decideTendency(
  name: string,
  runs: FlowTwice,
  value: (record: TrajectoryRecord) => number,
  rate: number,
): Decision {
  const short = unreached(runs);
  if (short) return undecided(short);
  const [coarse, fine] = [runs.coarse, runs.fine].map((run) => valuesAtMarks(run, value));
  const [, middle, last] = fine!;
  const errorEstimate = Math.abs(coarse!.at(-1)!.value - last!.value);
  const figures = { [name]: last!.value, [`${name}Error`]: errorEstimate };
  if (last!.value <= ROUNDING) return supports('measured', figures);
  const span = Math.log(last!.depth / middle!.depth);
  const exponent = Math.log(last!.value / middle!.value) / span;
  const seen = { ...figures, [`${name}ExponentAbovePrediction`]: exponent - rate };
  const above = exponent - rate - SLACK;
  if (Math.abs(above) < Math.log1p(errorEstimate / last!.value) / span) {
    if (last!.value + errorEstimate <= ARRIVED) return supports('measured', seen);
    return undecided(`the two precisions differ by too much to tell the exponent of the ${name}`, seen);
  }
  if (above > 0)
    return refutes(
      'measured',
      `the ${name} to the asserted limit falls with exponent ${exponent.toFixed(3)}, not ${rate.toFixed(3)}`,
      seen,
    );
  return supports('measured', seen);
}
