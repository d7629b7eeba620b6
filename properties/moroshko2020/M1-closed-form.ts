import fc from 'fast-check';
import { z } from 'zod';
import type { Claim } from '../../src/claims/claim.ts';
import { allOf, type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { exactDataset, exactNumber } from '../../src/claims/exact-schemas.ts';
import { type Dataset, toFloats } from '../../src/data/dataset.ts';
import { separable } from '../../src/generators/datasets.ts';
import { parseModel } from '../../src/models/parse.ts';
import type { Precision } from '../../src/numbers/arithmetic.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { type DiagonalLink, diagonalLink } from '../../src/training/diagonal-link.ts';
import { flow } from '../../src/training/flow.ts';
import { reducedDiagonalFlow } from '../../src/training/reduced-diagonal.ts';
import { type DiagonalState, statesOf } from './diagonal-run.ts';
import { moroshko2020 } from './paper.ts';
import { distance, largest } from './vectors.ts';

/** A diagonal network of depth `power` and where it starts: u₊, then u₋. */
export interface StartedDiagonal {
  readonly data: Dataset;
  readonly power: number;
  readonly start: readonly Rational[];
}

/** w as a function of s = Xᵀν, given D and α. */
type ClosedForm = (power: number, alpha: number) => DiagonalLink;

/** The integrators that must match, and how far: decimal digits are slow, and D ≥ 3 blows up, which magnifies errors in time. */
const RUNS: readonly { precision: Precision; tolerance: number; until: number }[] = [
  { precision: 'double', tolerance: 1e-7, until: -1e6 },
  { precision: 'dd', tolerance: 1e-8, until: -1e6 },
  { precision: 30, tolerance: 1e-5, until: -1 },
];
const UNTIL_OF_BLOW_UP = -1e3;
/** What the errors of all steps may add up to, in tolerances of one step. */
const GROWTH = 100;

function decide({ data, power, start }: StartedDiagonal, form: ClosedForm): Decision {
  const link = form(power, start[0]!.toNumber());
  const decisions: Decision[] = [];
  for (const { precision, tolerance, until } of RUNS) {
    const run = flow({
      model: parseModel(`diagonal-pm:${power}`, dimensionOf(data)),
      data,
      loss: 'exponential',
      start: start.map((value) => value.toNumber()),
      precision,
      tolerance,
      until: power === 2 ? until : Math.max(until, UNTIL_OF_BLOW_UP),
      snapshots: true,
    });
    if (run.reason.kind !== 'target') return undecided(`the ${run.arithmetic} run: ${run.reason.sentence}`);
    const decision = compare(data, link, statesOf(run).slice(1), GROWTH * tolerance, run.arithmetic);
    if (decision.outcome !== 'supports') return decision;
    decisions.push(decision);
  }
  return allOf(decisions);
}

/** The trainer's w against w(Xᵀν) with ν integrated on its own, at every recorded time. */
function compare(
  data: Dataset,
  link: DiagonalLink,
  states: readonly DiagonalState[],
  allowed: number,
  arithmetic: string,
): Decision {
  let predicted: Float64Array[];
  try {
    const times = states.map(({ time }) => time);
    predicted = reducedDiagonalFlow(toFloats(data), link, times).map(({ w }) => w);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refutes('measured', `by the closed form the loss is 0 before the run ends: ${error.message}`);
  }
  let worst = 0;
  for (const [k, { w, time }] of states.entries()) {
    const off = distance(w, predicted[k]!) / (largest(w) + link.size);
    worst = Math.max(worst, off);
    if (off > allowed)
      return refutes(
        'measured',
        `at time ${time.toPrecision(6)} the ${arithmetic} run is ${off.toExponential(1)} off the closed form, where ${allowed.toExponential(0)} is allowed`,
        { [`off in ${arithmetic}`]: off },
      );
  }
  return supports('measured', { [`off in ${arithmetic}`]: worst });
}

const dimensionOf = (data: Dataset) => data.x[0]!.length;
/** ¼ to 2. */
const scale = () => fc.integer({ min: 4, max: 32 }).map((k) => Rational.of(BigInt(k), 16n));
const power = (least: number) => fc.integer({ min: least, max: 4 });

function equalStarts(
  data: fc.Arbitrary<Dataset>,
  powers: fc.Arbitrary<number>,
): fc.Arbitrary<StartedDiagonal> {
  return fc.record({ data, power: powers, alpha: scale() }).map(({ data, power, alpha }) => ({
    data,
    power,
    start: new Array<Rational>(2 * dimensionOf(data)).fill(alpha),
  }));
}

const SIZE = { points: [1, 6], dimension: [1, 4] } as const;

/** u₊ twice u₋ at the first coordinate. */
function unequalStarts(): fc.Arbitrary<StartedDiagonal> {
  return equalStarts(separable(SIZE), power(2)).map(({ start, ...net }) => ({
    ...net,
    start: start.map((value, at) => (at === 0 ? value.add(value) : value)),
  }));
}

/** M1: the weights of a diagonal network are an explicit function of the integrated softmax weights. */
export const M1: Claim<StartedDiagonal, ClosedForm> = {
  id: 'M1',
  title: 'the closed form',
  source: moroshko2020,
  statement:
    'Along the flow of f(x) = ⟨u₊^D − u₋^D, x⟩ under exponential loss from u± = α·1, w = 2α² sinh(4Xᵀν) for D = 2 and w = α^D[(1 − cs)^{−D/(D−2)} − (1 + cs)^{−D/(D−2)}], s = Xᵀν, c = D(D−2)α^{D−2} for D ≥ 3, where ν_i = ∫ (1/n) y_i e^{−q_i}. The trainer matches it at every recorded time in float64, double-double and 30 digits, ν being integrated by another method in other variables.',
  hypotheses: [
    {
      id: 'equal-start',
      statement: 'u₊ and u₋ start at one α > 0 in all coordinates',
      holds: ({ start }) => start.every((value) => value.sign() > 0 && value.equals(start[0]!)),
    },
  ],
  cases: equalStarts(separable(SIZE), power(2)),
  caseSchema: z.strictObject({
    data: exactDataset,
    power: z.int().min(2),
    start: z.array(exactNumber),
  }),
  prediction: diagonalLink,
  decide,
  controls: [
    {
      id: 'wrong-rate',
      statement: 'w(s/2) in place of w(s): 2α² sinh(2Xᵀν) for D = 2',
      variant: (power, alpha) => {
        const { value, slope, pole, size } = diagonalLink(power, alpha);
        return { value: (s) => value(s / 2), slope: (s) => slope(s / 2) / 2, pole: 2 * pole, size };
      },
    },
    {
      id: 'wrong-power',
      statement: 'the closed form of depth D + 1',
      variant: (power, alpha) => diagonalLink(power + 1, alpha),
    },
    {
      id: 'unequal-start',
      statement: 'u₊ starts at 2α in the first coordinate',
      cases: unequalStarts(),
    },
  ],
};
