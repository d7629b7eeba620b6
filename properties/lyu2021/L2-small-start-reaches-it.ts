import fc from 'fast-check';
import { z } from 'zod';
import { checkCertificate } from '../../oracles/checker/check.ts';
import { l2Margin } from '../../oracles/l2-margin.ts';
import { mirrorImages, symmetricOptimum } from '../../oracles/two-layer-symmetric.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { exactDataset, exactNumber } from '../../src/claims/exact-schemas.ts';
import { innerProduct, labelMean } from '../../src/data/label-mean.ts';
import { symmetrise } from '../../src/data/transforms.ts';
import { symmetric } from '../../src/generators/datasets.ts';
import { isTwoSigned, madeOneSigned, madeTwoSigned } from '../../src/generators/starts.ts';
import { type TwoLayerCase, twoLayerCases } from '../../src/generators/two-layer-cases.ts';
import { parseModel } from '../../src/models/parse.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { flowTwice, unreached } from '../flow-twice.ts';
import { lyu2021 } from './paper.ts';

/** What a run must end at: a ratio to the optimum, and whether the start's scale may be halved to get there. */
interface Asserted {
  readonly limit: 'global optimum' | 'one-neuron optimum';
  readonly scales: 'halved as needed' | 'as drawn';
}

/** Relative gap to the certified optimum, at log10 loss −1e9, that counts as having reached it. */
const REACHED = 1e-6;
/** σ is halved this many times before the claim is given up: from 1e-3 down to 6e-8. */
const HALVINGS = 14;
const UNTIL = -1e9;

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
  const flat = [...instance.start.w.flat(), ...instance.start.a].map((value) => value.toNumber());
  const target = assertedRatio(asserted.limit, alpha.toNumber());
  let scale = instance.scale.toNumber();
  for (let halvings = 0; ; halvings++, scale /= 2) {
    const start = flat.map((value) => scale * value);
    const runs = flowTwice({ model, data, loss: 'exponential', start, until: UNTIL, tolerance: 1e-4 });
    const short = unreached(runs);
    if (short) return undecided(short);
    const ratios = [runs.coarse, runs.fine].map(
      (run) => run.final.normalizedMargin / Math.sqrt(optimum.marginSquared.toNumber()),
    );
    const error = Math.abs(ratios[0]! - ratios[1]!);
    const gap = Math.abs(ratios[1]! / target - 1);
    const figures = { ratioToOptimum: ratios[1]!, relativeGap: gap, errorEstimate: error, startScale: scale };
    if (gap + error <= REACHED) return supports('measured', figures);
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
      statement: '(x, y) in S implies (−x, −y) in S',
      holds: ({ data }) => 'mirrors' in mirrorImages(data),
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
