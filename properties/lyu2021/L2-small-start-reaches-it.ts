import fc from 'fast-check';
import { z } from 'zod';
import { checkCertificate } from '../../oracles/checker/check.ts';
import { l2Margin } from '../../oracles/l2-margin.ts';
import { symmetricOptimum } from '../../oracles/two-layer-symmetric.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { exactDataset, exactNumber } from '../../src/claims/exact-schemas.ts';
import { innerProduct, labelMean } from '../../src/data/label-mean.ts';
import { isSymmetric, symmetrise } from '../../src/data/transforms.ts';
import { fewPointsOf, symmetric } from '../../src/generators/datasets.ts';
import { isTwoSigned, madeOneSigned, madeTwoSigned } from '../../src/generators/starts.ts';
import { type TwoLayerCase, twoLayerCases } from '../../src/generators/two-layer-cases.ts';
import { parseModel } from '../../src/models/parse.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import { balancingDepth } from '../balancing-depth.ts';
import { type FlowTwice, flowOnce, flowTwice, unreached } from '../flow-twice.ts';
import { lyu2021 } from './paper.ts';

/** What a run must end at: a ratio to the optimum, and whether the start's scale may be halved to get there. */
interface Asserted {
  readonly limit: 'global optimum' | 'one-neuron optimum';
  readonly scales: 'halved as needed' | 'as drawn';
}

/** Relative gap to the certified optimum that counts as having reached it. */
const REACHED = 1e-6;
/** The first σ. */
const SMALL_SCALE = Rational.of(1n, 1000n);
/** A net of relative gap ε is within √(2ε) of the optimal ones, which compute a linear function. */
const LINEAR = Math.sqrt(2 * REACHED);
/** σ is halved this many times before the claim is given up: from 1e-3 down to 6e-8. */
const HALVINGS = 14;
/** Runs that arrive take a few hundred steps; one that sticks at a kink is given up for the next σ. */
const MAX_STEPS = 6000;

/** max |f(x) + f(−x)| / |f(x)| over the points: 0 for a linear function. */
function nonlinearity(run: Trajectory, { data, alpha }: TwoLayerCase): number {
  const dimension = data.x[0]!.length;
  const { parameters } = run;
  const width = parameters.length / (dimension + 1);
  const f = (x: readonly number[]) => {
    let sum = 0;
    for (let k = 0; k < width; k++) {
      const z = x.reduce((product, value, j) => product + value * parameters[k * dimension + j]!, 0);
      sum += parameters[width * dimension + k]! * Math.max(z, alpha.toNumber() * z);
    }
    return sum;
  };
  const relative = data.x.map((row) => {
    const x = row.map((value) => value.toNumber());
    return Math.abs((f(x) + f(x.map((value) => -value))) / f(x));
  });
  return Math.max(...relative);
}

/** (1+α)/4·γ* is the optimum; nets with all neurons on one side of μ end at α/2·γ*. */
function assertedRatio(limit: Asserted['limit'], alpha: number): number {
  return limit === 'global optimum' ? 1 : (2 * alpha) / (1 + alpha);
}

function decide(instance: TwoLayerCase, asserted: Asserted): Decision {
  const { data, alpha } = instance;
  const optimum = symmetricOptimum(data, alpha);
  if (optimum.status !== 'optimal') return undecided(`no certified optimum: the data is ${optimum.status}`);
  const checked = checkCertificate(optimum.certificate);
  if (!checked.accepted) return undecided(`the checker rejects the certificate: ${checked.message}`);

  const model = parseModel(`two-layer:${instance.start.a.length}:${alpha.toNumber()}`, data.x[0]!.length);
  const until = balancingDepth(data, alpha.toNumber(), instance.start);
  if (until === undefined)
    return undecided('the draw is so uneven that no log10 loss down to −1e200 balances it');
  const flat = [...instance.start.w.flat(), ...instance.start.a].map((value) => value.toNumber());
  const problem = (scale: number) =>
    ({
      model,
      data,
      loss: 'exponential',
      start: flat.map((value) => scale * value),
      until,
      maxSteps: MAX_STEPS,
    }) as const;
  const best = Math.sqrt(optimum.marginSquared.toNumber());
  const target = assertedRatio(asserted.limit, alpha.toNumber());
  const ratioOf = (run: Trajectory) => run.final.normalizedMargin / best;

  const reaches = (run: Trajectory) =>
    run.reason.kind === 'target' && Math.abs(ratioOf(run) / target - 1) <= REACHED;

  // In float64 first; a scale at which it arrives is confirmed at both precisions.
  const smallest = instance.scale.toNumber() / (asserted.scales === 'as drawn' ? 1 : 2 ** HALVINGS);
  let scale = instance.scale.toNumber();
  let runs: FlowTwice | undefined;
  for (; scale > smallest; scale /= 2) {
    if (!reaches(flowOnce(problem(scale)))) continue;
    runs = flowTwice(problem(scale));
    if (!unreached(runs)) break;
  }
  if (!runs || unreached(runs)) runs = flowTwice(problem(scale));
  const short = unreached(runs);
  if (short) return undecided(short);
  const ratio = ratioOf(runs.fine);
  const error = Math.abs(ratioOf(runs.coarse) - ratio);
  const gap = Math.abs(ratio / target - 1);
  const bend = asserted.limit === 'global optimum' ? nonlinearity(runs.fine, instance) : 0;
  const figures = {
    ratioToOptimum: ratio,
    relativeGap: gap,
    nonlinearity: bend,
    errorEstimate: error,
    log10OfDepth: Math.log10(-until),
    startScale: scale,
  };
  if (gap + error <= REACHED && bend <= LINEAR) return supports('measured', figures);
  if (gap > REACHED && gap > 10 * error)
    return refutes(
      'measured',
      `the flow ends at ${ratio.toPrecision(9)} of the optimum, not at ${target.toPrecision(9)}`,
      figures,
    );
  if (bend > LINEAR)
    return refutes(
      'measured',
      `the net is not linear: f(x) + f(−x) is ${bend.toExponential(1)} of f(x)`,
      figures,
    );
  return undecided(`the two precisions differ by ${error.toExponential(1)}`, figures);
}

/** L2: from small two-signed starts on symmetric data, the flow finds the global optimum. */
export const L2: Claim<TwoLayerCase, Asserted> = {
  id: 'L2',
  title: 'small starts reach the global optimum',
  source: lyu2021,
  statement:
    'On separable, symmetric, non-degenerate data and for all small enough σ, the flow of a two-layer leaky ReLU net of width m ≥ 2 from σ·θ̄ converges in direction to a net of globally largest normalised margin, (1+α)/4 · γ*, provided the draw θ̄ is two-signed.',
  hypotheses: [
    {
      id: 'separable',
      statement: 'some w has y⟨w,x⟩ > 0 at every point',
      holds: ({ data }) => l2Margin(data).status === 'optimal',
    },
    {
      id: 'symmetric',
      statement: '(−x, −y) occurs as often as (x, y)',
      holds: ({ data }) => isSymmetric(data),
    },
    {
      id: 'non-degenerate',
      statement: '⟨μ, x⟩ ≠ 0 at every point, μ = (1/n) Σ y x',
      holds: ({ data }) => data.x.every((row) => innerProduct(labelMean(data), row).sign() !== 0),
    },
    {
      id: 'two-signed',
      statement: 'a_k + ⟨w_k, μ/‖μ‖⟩ takes both signs over the neurons k',
      holds: ({ data, start }) => isTwoSigned(start, data),
    },
  ],
  cases: twoLayerCases({ data: symmetric(), scale: SMALL_SCALE, adapt: madeTwoSigned }),
  caseSchema: z.strictObject({
    data: exactDataset,
    alpha: exactNumber,
    start: z.strictObject({ a: z.array(exactNumber), w: z.array(z.array(exactNumber)) }),
    scale: exactNumber,
  }),
  prediction: { limit: 'global optimum', scales: 'halved as needed' },
  decide,
  controls: [
    {
      id: 'one-signed',
      statement: 'a one-signed draw ends at α/2 · γ* instead, a ratio 2α/(1+α) to the optimum',
      cases: twoLayerCases({ data: symmetric(), scale: SMALL_SCALE, adapt: madeOneSigned }),
      instead: { limit: 'one-neuron optimum', scales: 'halved as needed' },
    },
    {
      id: 'large-start',
      statement:
        'σ = 10, d = 3, width 2, α = 1/10: about one two-signed draw in ten loses a sign and ends at α/2 · γ*',
      cases: twoLayerCases({
        data: symmetric({ points: [4, 4], dimension: [3, 3] }),
        scale: Rational.of(10n),
        adapt: madeTwoSigned,
        alpha: fc.constant(Rational.of(1n, 10n)),
        width: [2, 2],
      }),
      variant: { limit: 'global optimum', scales: 'as drawn' },
      refutes: 'some',
    },
  ],
  onData: (data) =>
    l2Margin(data).status === 'optimal'
      ? twoLayerCases({
          data: fewPointsOf(data).map(symmetrise),
          scale: SMALL_SCALE,
          adapt: madeTwoSigned,
          maxDimension: data.x[0]!.length,
        })
      : { unmet: 'separable: no w separates the data through the origin' },
};
