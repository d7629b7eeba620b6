import { allOf, type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { parseModel } from '../../src/models/parse.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import { flowTwice, unreached } from '../flow-twice.ts';
import type { Limit } from './cell.ts';
import { type Standing, standingOf } from './standing.ts';

/** log10 losses at which the distance to the limit is measured. */
export const MARKS = [-1e2, -1e4, -1e6] as const;
/** The exponent measured between the last two marks may exceed the predicted one by this: what the next power leaves at −10⁴. */
const SLACK = 0.05;
/** Distances at and below this are rounding. */
const ROUNDING = 1e-11;

/** Distances of one run at the marks. Records are an eighth of a decade apart, so that a mark may be passed by a third. */
export function distancesAt(
  run: Trajectory,
  distance: (direction: Float64Array) => number,
): { depth: number; value: number }[] {
  return MARKS.map((mark) => run.records.find((record) => record.log10Loss <= mark) ?? run.final).map(
    (record) => ({ depth: -record.log10Loss, value: distance(record.direction!) }),
  );
}

/** Whether a run draws near its asserted limit at the predicted rate. Measured: two precisions must agree. */
export function decideApproach({ flow, distance, rate }: Limit): Decision {
  const { data, loss } = flow;
  const model = parseModel(flow.model, data.x[0]!.length);
  const start = flow.start.map((value) => value.toNumber());
  const runs = flowTwice({ model, data, loss, start, until: MARKS.at(-1)!, snapshots: true });
  const short = unreached(runs);
  if (short) return undecided(short);
  const [coarse, fine] = [runs.coarse, runs.fine].map((run) => distancesAt(run, distance));
  const [, middle, last] = fine!;
  const errorEstimate = Math.abs(coarse!.at(-1)!.value - last!.value);
  const figures = { distance: last!.value, errorEstimate };
  if (last!.value <= ROUNDING) return supports('measured', figures);
  const span = Math.log(last!.depth / middle!.depth);
  const exponent = Math.log(last!.value / middle!.value) / span;
  const seen = { ...figures, exponentAbovePrediction: exponent - rate };
  const above = exponent - rate - SLACK;
  if (Math.abs(above) < Math.log1p(errorEstimate / last!.value) / span)
    return undecided('the two precisions differ by too much to tell the exponent', seen);
  if (above > 0)
    return refutes(
      'measured',
      `the distance to the asserted limit falls with exponent ${exponent.toFixed(3)}, not ${rate.toFixed(3)}`,
      seen,
    );
  return supports('measured', seen);
}

/** Whether the certificates prove what is asserted of the limit. */
export function decideStanding({ certificates }: Limit, asserted: Standing): Decision {
  const standing = standingOf(certificates);
  if (typeof standing === 'string') return undecided(standing);
  for (const key of ['kkt', 'local', 'global'] as const) {
    if (asserted[key] === undefined || asserted[key] === standing[key]) continue;
    if (standing[key] === undefined)
      return undecided(`no certificate says whether the limit is ${NAMES[key]}`);
    return refutes(
      'proved',
      `the limit is ${asserted[key] ? 'not ' : ''}${NAMES[key]}: there is a certificate`,
    );
  }
  return supports('proved');
}

const NAMES = { kkt: 'a KKT point', local: 'a local optimum', global: 'a global optimum' } as const;

/** The run tends to its limit (measured), and the limit is what is asserted (proved). */
export function decideLimit(limit: Limit, asserted: Standing): Decision {
  const standing = decideStanding(limit, asserted);
  // A proof against the assertion needs no run.
  return standing.outcome === 'refutes' ? standing : allOf([standing, decideApproach(limit)]);
}
