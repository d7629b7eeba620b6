import fc from 'fast-check';
import { z } from 'zod';
import { l2Margin } from '../../oracles/l2-margin.ts';
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

/** A diagonal network of depth `power` and where it starts: u₊ and u₋. */
export interface StartedDiagonal {
  readonly data: Dataset;
  readonly power: number;
  /** d parameters each. */
  readonly start: { readonly plus: readonly Rational[]; readonly minus: readonly Rational[] };
}

/** w as a function of s = Xᵀν, given D and α. */
type ClosedForm = (power: number, alpha: number) => DiagonalLink;

interface Integrator {
  readonly precision: Precision;
  readonly tolerance: number;
  /** log10 loss. */
  readonly until: number;
}

/** The integrators that must match, and how far: decimal digits are slow, and D ≥ 3 blows up, which magnifies errors in time. */
const RUNS: readonly Integrator[] = [
  { precision: 'double', tolerance: 1e-7, until: -1e6 },
  { precision: 'dd', tolerance: 1e-8, until: -1e6 },
  { precision: 30, tolerance: 1e-5, until: -1 },
];
/** What float64 shows must show here as well, where every difference has begun. */
const CONFIRMATION: Integrator = { precision: 'dd', tolerance: 1e-8, until: -100 };
const UNTIL_OF_BLOW_UP = -1e3;
/** What the errors of all steps may add up to, in tolerances of one step. */
const GROWTH = 100;

function decide(instance: StartedDiagonal, form: ClosedForm): Decision {
  const { data, power, start } = instance;
  const [alpha] = start.plus;
  if (!(alpha!.sign() > 0)) return undecided('u₊ does not start at an α > 0');
  if (l2Margin(data).status !== 'optimal')
    return undecided('no w separates the data: the loss does not go to 0');
  const link = form(power, alpha!.toNumber());
  const decisions: Decision[] = [];
  for (const run of RUNS) {
    const decision = trained(instance, link, run);
    if (decision.outcome === 'undecided') return decision;
    if (decision.outcome === 'refutes')
      return trained(instance, link, CONFIRMATION).outcome === 'refutes'
        ? decision
        : undecided(`double-double does not show that ${decision.why}`, decision.figures);
    decisions.push(decision);
  }
  const together = allOf(decisions);
  const offOverAllowed = Math.max(...decisions.map(({ figures }) => Number(figures['offOverAllowed'])));
  return { ...together, figures: { ...together.figures, offOverAllowed } };
}

function trained({ data, power, start }: StartedDiagonal, link: DiagonalLink, how: Integrator): Decision {
  const { precision, tolerance, until } = how;
  const run = flow({
    model: parseModel(`diagonal-pm:${power}`, dimensionOf(data)),
    data,
    loss: 'exponential',
    start: [...start.plus, ...start.minus].map((value) => value.toNumber()),
    precision,
    tolerance,
    until: power === 2 ? until : Math.max(until, UNTIL_OF_BLOW_UP),
    snapshots: true,
  });
  if (run.reason.kind !== 'target') return undecided(`the ${run.arithmetic} run: ${run.reason.sentence}`);
  return compare(data, link, statesOf(run).slice(1), GROWTH * tolerance, run.arithmetic);
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
    return refutes('measured', `by the closed form the loss is 0 before the run ends: ${error.message}`, {
      offOverAllowed: 1 / allowed,
    });
  }
  let worst = 0;
  for (const [k, { w, time }] of states.entries()) {
    const off = distance(w, predicted[k]!) / (largest(w) + link.size);
    worst = Math.max(worst, off);
    if (!(off <= allowed))
      return refutes(
        'measured',
        `at time ${time.toPrecision(6)} the ${arithmetic} run is ${off.toExponential(1)} off the closed form, where ${allowed.toExponential(0)} is allowed`,
        { [`off in ${arithmetic}`]: off, offOverAllowed: off / allowed },
      );
  }
  return supports('measured', { [`off in ${arithmetic}`]: worst, offOverAllowed: worst / allowed });
}

const dimensionOf = (data: Dataset) => data.x[0]!.length;
/** From ¼, in sixteenths. */
const scale = (most: number) => fc.integer({ min: 4, max: most }).map((k) => Rational.of(BigInt(k), 16n));
const power = (least: number) => fc.integer({ min: least, max: 4 });

function equalStarts(
  data: fc.Arbitrary<Dataset>,
  powers: fc.Arbitrary<number>,
  most = 32,
): fc.Arbitrary<StartedDiagonal> {
  return fc.record({ data, power: powers, alpha: scale(most) }).map(({ data, power, alpha }) => ({
    data,
    power,
    start: { plus: data.x[0]!.map(() => alpha), minus: data.x[0]!.map(() => alpha) },
  }));
}

const SIZE = { points: [1, 6], dimension: [1, 4] } as const;

/** u₊ twice u₋ at the first coordinate. */
function unequalStarts(): fc.Arbitrary<StartedDiagonal> {
  return equalStarts(separable({ points: [1, 3], dimension: [1, 2] }), power(2), 16).map(
    ({ start, ...net }) => ({
      ...net,
      start: { ...start, plus: start.plus.map((value, j) => (j === 0 ? value.add(value) : value)) },
    }),
  );
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
      holds: ({ start: { plus, minus } }) =>
        [...plus, ...minus].every((value) => value.sign() > 0 && value.equals(plus[0]!)),
      without: unequalStarts(),
    },
  ],
  cases: equalStarts(separable(SIZE), power(2)),
  caseSchema: z
    .strictObject({
      data: exactDataset,
      power: z.int().min(2),
      start: z.strictObject({ plus: z.array(exactNumber), minus: z.array(exactNumber) }),
    })
    .refine(({ data, start }) =>
      [start.plus, start.minus].every((part) => part.length === dimensionOf(data)),
    ),
  prediction: diagonalLink,
  gap: 'offOverAllowed',
  axes: { points: ['data.x', 'data.y'], coordinates: ['data.x.*', 'start.plus', 'start.minus'] },
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
