import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { parseModel } from '../../src/models/parse.ts';
import { type FlowTwice, flowOnce, unreached } from '../flow-twice.ts';
import { runsOf } from './approach.ts';
import type { Limit } from './cell.ts';
import { decideApproach } from './decide-limit.ts';
import { type DiagonalLimit, liveParts } from './diagonal-limit.ts';
import { l1GapBound } from './l1-gap-bound.ts';

/** How far the float64 run goes. */
const DEEP = -1e100;
/** Of normalised margins in float64. */
const ROUNDING = 1e-9;
/** Each support vector has a live coordinate larger by this factor than the others together. */
const DOMINANCE = 1.5;
/** Share of the pull on a coordinate, which is 1, that comes from its own support vector. */
const OWN_SHARE = 0.5;

/**
 * Whether the direction itself shows its rate by log10 loss −10⁶: no part dies slowly, the support vectors tell the coordinates apart, and
 * none is found late. Where all but one share 1 − s of a coordinate's pull, its part loses against the live ones like log(1/𝓛)^{−s/2} until
 * the last support vector binds: for s = 0.015 that was beyond 10⁸. Elsewhere the rate is right but may show only later.
 */
export function isPlain({ rate, multipliers, w }: DiagonalLimit, { x }: Dataset): boolean {
  const live = [...w.keys()].filter((j) => w[j]!.sign() !== 0);
  const support = [...x.keys()].filter((i) => multipliers[i]!.sign() > 0);
  const leaders = support.map((i) => {
    const sizes = live.map((j) => Math.abs(x[i]![j]!.toNumber()));
    const largest = Math.max(...sizes);
    const rest = sizes.reduce((sum, size) => sum + size, -largest);
    const leads = largest >= DOMINANCE * rest && multipliers[i]!.toNumber() * largest >= OWN_SHARE;
    return leads ? sizes.indexOf(largest) : undefined;
  });
  const own = new Set(leaders);
  return rate === -1 && !own.has(undefined) && own.size === support.length && own.size === live.length;
}

/**
 * Whether a run of a diagonal network of depth 2 draws near its limit: at the predicted rate by log10 loss −10⁶; or, where that may show only later, at
 * any time within the bound on its margin.
 * @param data what the network sees of it as long as no u_j changes sign.
 */
export function decideDiagonalApproach(limit: Limit, exact: DiagonalLimit, data: Dataset): Decision {
  const approach = decideApproach(limit);
  return approach.outcome === 'supports' || isPlain(exact, data)
    ? approach
    : decideMargin(limit.flow, runsOf(limit.flow), exact, exact.cost.toNumber());
}

/** Whether the normalised margin of the run tends to 1/(2·cost): never above it, and no farther below than the bound allows. */
export function decideMargin(
  instance: FlowCase,
  twice: FlowTwice,
  exact: DiagonalLimit,
  cost: number,
): Decision {
  const { data, loss } = instance;
  const model = parseModel(instance.model, data.x[0]!.length);
  const start = instance.start.map((value) => value.toNumber());
  const deep = flowOnce({ model, data, loss, start, until: DEEP, snapshots: true });
  const short = unreached(twice) ?? unreached({ coarse: deep, fine: deep });
  if (short) return undecided(short);
  const live = liveParts(instance.start);
  const margins = [twice.coarse, twice.fine].map((run) => run.final.normalizedMargin);
  const errorEstimate = Math.abs(1 - margins[0]! / margins[1]!);
  const gapOf = (margin: number) => 1 - 2 * cost * margin;
  const bound = l1GapBound(deep, exact.cost.toNumber(), data.x.length, live);
  const relativeGap = gapOf(deep.final.normalizedMargin);
  const figures = { relativeGap, gapBound: bound, shareOfBound: relativeGap / bound, errorEstimate };
  for (const run of [twice.coarse, twice.fine, deep]) {
    const error = errorEstimate + ROUNDING;
    const gap = gapOf(run.final.normalizedMargin);
    if (gap < -error)
      return refutes(
        'measured',
        `the normalised margin exceeds the asserted limit by ${(-gap).toExponential(1)} of it`,
        figures,
      );
    const allowed = l1GapBound(run, exact.cost.toNumber(), data.x.length, live);
    if (gapOf(run.final.smoothedMargin) > allowed + error)
      return refutes(
        'measured',
        `the margin gap ${gap.toExponential(1)} exceeds its bound ${allowed.toExponential(1)}`,
        figures,
      );
  }
  return supports('measured', figures);
}
