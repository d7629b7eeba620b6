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
import { symmetric } from '../../src/generators/datasets.ts';
import { isTwoSigned, madeOneSigned, madeTwoSigned } from '../../src/generators/starts.ts';
import { type TwoLayerCase, twoLayerCases } from '../../src/generators/two-layer-cases.ts';
import { parseModel } from '../../src/models/parse.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import { flowTwice, unreached } from '../flow-twice.ts';
import { lyu2021 } from './paper.ts';

/** What a run must end at: a ratio to the optimum, and whether the start's scale may be halved to get there. */
interface Asserted {
  readonly limit: 'global optimum' | 'one-neuron optimum';
  readonly scales: 'halved as needed' | 'as drawn';
}

/** Relative gap to the certified optimum that counts as having reached it. */
const REACHED = 1e-6;
/** A net of relative gap ε is within √(2ε) of the optimal ones, which compute a linear function. */
const LINEAR = Math.sqrt(2 * REACHED);
/** σ is halved this many times before the claim is given up: from 1e-3 down to 6e-8. */
const HALVINGS = 14;
const LEAST_DEPTH = -1e9;
/** Deepest log10 loss that is tried. */
const DEEPEST = -1e200;

/**
 * The log10 loss by which the optimum must be reached. While the side of larger weight A₊ = Σ ‖w_k‖² (over the neurons
 * that grow along +μ) leads, the points it answers on its flat side carry the loss, so A₊ grows like G = log(1/𝓛) and
 * the ratio A₊/A₋, which a small start leaves as it was drawn, falls like G^{−(1−α)/α}. It takes G of the order
 * ρ^{α/(1−α)} to balance a drawn ratio ρ: far more than 10⁹ when α is near 1.
 */
function depthNeeded({ data, alpha, start }: TwoLayerCase): number {
  const mean = labelMean(data).map((value) => value.toNumber());
  const length = Math.hypot(...mean);
  const sides = { 1: 0, [-1]: 0 };
  start.a.forEach((a, k) => {
    const along = start.w[k]!.reduce((sum, value, j) => sum + value.toNumber() * mean[j]!, 0) / length;
    const growing = (a.toNumber() + along) / 2;
    sides[growing > 0 ? 1 : -1] += growing * growing;
  });
  // A one-signed draw has nothing to balance: it ends elsewhere, at any depth.
  if (sides[1] === 0 || sides[-1] === 0) return LEAST_DEPTH;
  const imbalance = Math.abs(Math.log10(sides[1] / sides[-1]));
  const slope = alpha.toNumber();
  return LEAST_DEPTH * 10 ** ((imbalance * slope) / (1 - slope));
}

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

async function decide(instance: TwoLayerCase, asserted: Asserted): Promise<Decision> {
  const { data, alpha } = instance;
  const optimum = symmetricOptimum(data, alpha);
  if (optimum.status !== 'optimal') return undecided(`no certified optimum: the data is ${optimum.status}`);
  const checked = checkCertificate(optimum.certificate);
  if (!checked.accepted) return undecided(`the checker rejects the certificate: ${checked.message}`);

  const width = instance.start.a.length;
  const model = parseModel(`two-layer:${width}:${alpha.toNumber()}`, data.x[0]!.length);
  const until = depthNeeded(instance);
  if (!(until > DEEPEST))
    return undecided(`the draw is so uneven that log10 loss ${until.toExponential(0)} would be needed`);
  const flat = [...instance.start.w.flat(), ...instance.start.a].map((value) => value.toNumber());
  const target = assertedRatio(asserted.limit, alpha.toNumber());
  let scale = instance.scale.toNumber();
  for (let halvings = 0; ; halvings++, scale /= 2) {
    const start = flat.map((value) => scale * value);
    const runs = flowTwice({ model, data, loss: 'exponential', start, until });
    const short = unreached(runs);
    if (short) return undecided(short);
    const ratios = [runs.coarse, runs.fine].map(
      (run) => run.final.normalizedMargin / Math.sqrt(optimum.marginSquared.toNumber()),
    );
    const error = Math.abs(ratios[0]! - ratios[1]!);
    const gap = Math.abs(ratios[1]! / target - 1);
    const bend = asserted.limit === 'global optimum' ? nonlinearity(runs.fine, instance) : 0;
    const figures = {
      ratioToOptimum: ratios[1]!,
      relativeGap: gap,
      nonlinearity: bend,
      errorEstimate: error,
      log10OfDepth: Math.log10(-until),
      startScale: scale,
    };
    if (gap + error <= REACHED && bend <= LINEAR) return supports('measured', figures);
    const settled = gap > 10 * error;
    if (asserted.scales === 'as drawn' || halvings === HALVINGS)
      return settled
        ? refutes(
            'measured',
            `the flow ends at ${ratios[1]!.toPrecision(9)} of the optimum, not at ${target.toPrecision(9)}`,
            figures,
          )
        : undecided(`the two precisions differ by ${error.toExponential(1)}`, figures);
  }
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
  cases: twoLayerCases(symmetric(), Rational.of(1n, 1000n), madeTwoSigned),
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
      cases: twoLayerCases(symmetric(), Rational.of(1n, 1000n), madeOneSigned),
      instead: { limit: 'one-neuron optimum', scales: 'halved as needed' },
    },
    {
      id: 'large-start',
      statement: 'σ = 3, d = 3, width 6: about one draw in eight ends 0.1 to 0.8 % short',
      cases: twoLayerCases(
        symmetric({ points: [4, 4], dimension: [3, 3] }),
        Rational.of(3n),
        madeTwoSigned,
        6,
        6,
      ),
      variant: { limit: 'global optimum', scales: 'as drawn' },
      refutes: 'some',
    },
  ],
  onData: (data) => twoLayerCases(fc.constant(symmetrise(data)), Rational.of(1n, 1000n), madeTwoSigned),
};
