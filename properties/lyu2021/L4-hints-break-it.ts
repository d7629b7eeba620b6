import { z } from 'zod';
import { checkCertificate } from '../../oracles/checker/check.ts';
import { type OneNeuronNet, oneNeuronMargin } from '../../oracles/one-neuron-margin.ts';
import { twoLayerMargin } from '../../oracles/two-layer/two-layer-margin.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { allOf, type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { exactDataset, exactNumber } from '../../src/claims/exact-schemas.ts';
import { symmetrise } from '../../src/data/transforms.ts';
import { madeTwoSigned } from '../../src/generators/starts.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { leakySlopeSchema, positiveNumber, startFits, startSchema } from './case-schemas.ts';
import { hintedCases, madeNegative, madeTwoSided, SMALL_SCALE } from './hinted-cases.ts';
import { distanceToOneNeuron, runFromSmallStart } from './hinted-flow.ts';
import {
  areUnit,
  type HintedCase,
  hintedData,
  isAcute,
  isFrame,
  leastMargin,
  outweighsBase,
  outweighsSpread,
  predictedMarginSquared,
  someNeuronGrowsPositive,
  splitNet,
  splittingPays,
  staysAhead,
} from './hints.ts';
import { lyu2021 } from './paper.ts';

/** Which data the flow is asserted to end with one neuron on. */
type Asserted = 'with hints' | 'hints left out';

/** Distance of log margins to the asserted one, and distance to the nearest net of the asserted form, that count as arrived. */
const REACHED = 1e-6;
const NEAR = 1e-3;
/** Distances below this are rounding and may grow. */
const ROUNDING = 1e-9;
/** log10 losses between which the distance must not grow. */
const MIDWAY = -1e9;
export const END = -1e60;
const [COARSE, FINE] = [1e-6, 1e-8];
/** σ is squared this many times before the claim is given up: from 1e-8 down to 1e-128. */
export const SQUARINGS = 4;
/** Relative gap of the certified optimum where splitting does not pay. */
const OPTIMUM_GAP = 1e-9;

/** Whether σ is one of those that are called small. */
function startsSmall({ scale }: HintedCase): boolean {
  return scale.compare(SMALL_SCALE) <= 0;
}

/** A net of two neurons with a larger margin, exactly; or a proof that there is none worth the name. */
async function strictlyBelow(instance: HintedCase, neuron: OneNeuronNet): Promise<Decision> {
  const data = hintedData(instance);
  const split = splitNet(instance)!;
  const better = Rational.ONE.div(Rational.of(4n).mul(split.costSquared));
  const feasible = leastMargin(data, instance.alpha, split.v).compare(Rational.ONE) >= 0;
  if (feasible && better.compare(neuron.marginSquared) > 0)
    return supports('proved', {
      shareOfABetterNet: Math.sqrt(neuron.marginSquared.div(better).toNumber()),
    });
  const optimum = await twoLayerMargin(data, { alpha: instance.alpha, gap: OPTIMUM_GAP });
  if (optimum.status !== 'optimal')
    return undecided(`no better net is known, and the optimum is not certified`);
  const margin = Math.sqrt(neuron.marginSquared.toNumber());
  const upper = optimum.margin.upper.toNumber();
  return upper <= margin * (1 + 2 * OPTIMUM_GAP)
    ? refutes('proved', 'the one-neuron solution is globally optimal: a certificate leaves no strict gap', {
        relativeGapAtMost: upper / margin - 1,
      })
    : supports('proved', { shareOfABetterNet: margin / optimum.margin.lower.toNumber() });
}

/** The run at one scale and tolerance, against the one-neuron solution. */
interface Arrival {
  /** log of the smoothed margin's ratio to the margin of one neuron. */
  readonly gap: number;
  readonly distance: number;
  readonly midwayDistance: number;
  readonly log10Loss: number;
  /** Why the run did not get to its end, if so. */
  readonly short: string | undefined;
}

function arrive(
  instance: HintedCase,
  asserted: Asserted,
  neuron: OneNeuronNet,
  scale: number,
  tolerance: number,
): Arrival {
  const data = asserted === 'with hints' ? hintedData(instance) : instance.base;
  const { alpha, start } = instance;
  const run = runFromSmallStart({ data, alpha: alpha.toNumber(), start, scale, tolerance, until: END });
  const w = neuron.w.map((value) => value.toNumber());
  const u = w.map((value) => value / Math.hypot(...w));
  const midway = run.records.find(({ log10Loss }) => log10Loss <= MIDWAY) ?? run.final;
  return {
    gap: Math.log(run.final.smoothedMargin / Math.sqrt(neuron.marginSquared.toNumber())),
    distance: distanceToOneNeuron(run.final.direction!, u),
    midwayDistance: distanceToOneNeuron(midway.direction!, u),
    log10Loss: run.final.log10Loss,
    short: run.reason.kind === 'target' ? undefined : run.reason.sentence,
  };
}

function hasArrived({ gap, distance, midwayDistance, short }: Arrival): boolean {
  const closing = distance <= Math.max(midwayDistance, ROUNDING);
  return !short && Math.abs(gap) <= REACHED && distance <= NEAR && closing;
}

/** Follows the flow from smaller and smaller starts until one ends at the one-neuron solution. */
export function endsThere(instance: HintedCase, asserted: Asserted, neuron: OneNeuronNet): Decision {
  let scale = instance.scale.toNumber();
  const most = startsSmall(instance) ? SQUARINGS : 0;
  for (let squarings = 0; ; squarings++, scale *= scale) {
    const coarse = arrive(instance, asserted, neuron, scale, COARSE);
    const last = squarings === most;
    if (!hasArrived(coarse) && !last) continue;
    const fine = arrive(instance, asserted, neuron, scale, FINE);
    const error = Math.abs(coarse.gap - fine.gap);
    const figures = {
      logOfMarginRatio: fine.gap,
      distance: fine.distance,
      errorEstimate: error,
      startScale: scale,
    };
    if (hasArrived(coarse) && hasArrived(fine)) return supports('measured', figures);
    if (!last) continue;
    // Smoothed margins never fall (F1), so a run that is past the margin of one neuron does not come back, however far it got.
    if (Math.min(coarse.gap, fine.gap) > REACHED)
      return refutes(
        'measured',
        `from σ = ${scale.toPrecision(3)} the margin grows to ${Math.exp(fine.gap).toPrecision(3)} times that of one neuron`,
        figures,
      );
    // Far from the one-neuron solution runs may stick deep down; what they show until then is enough.
    const shallow = [coarse, fine].find((run) => run.short && run.log10Loss > MIDWAY);
    if (shallow) return undecided(shallow.short!, figures);
    return Math.abs(fine.gap) > Math.max(REACHED, 3 * error)
      ? refutes(
          'measured',
          `from σ = ${scale.toPrecision(3)} the flow ends at ${Math.exp(fine.gap).toPrecision(6)} of the margin of one neuron`,
          figures,
        )
      : undecided('the run is near the one-neuron solution, but does not settle there', figures);
  }
}

async function decide(instance: HintedCase, asserted: Asserted): Promise<Decision> {
  const data = asserted === 'with hints' ? hintedData(instance) : instance.base;
  const neuron = oneNeuronMargin(data, instance.alpha, 1);
  if (!neuron) return refutes('proved', 'no single neuron separates the data');
  const checked = checkCertificate(neuron.certificate);
  if (!checked.accepted) return undecided(`the checker rejects the certificate: ${checked.message}`);
  if (asserted === 'hints left out') return endsThere(instance, asserted, neuron);
  if (!predictedMarginSquared(instance)?.equals(neuron.marginSquared))
    return refutes('proved', 'the best margin of one neuron is not (γ_S^−2 + ε^−2)^(−1/2)/2');
  return allOf([await strictlyBelow(instance, neuron), endsThere(instance, asserted, neuron)]);
}

function fits({ base, hints, start }: HintedCase): boolean {
  const dimension = base.x[0]!.length;
  const directions = [hints.direction, hints.spread];
  return startFits({ data: base, start }) && directions.every(({ length }) => length === dimension);
}

/** L4: hints lure the flow to a single direction, short of the optimum. */
export const L4: Claim<HintedCase, Asserted> = {
  id: 'L4',
  title: 'hints break it',
  source: lyu2021,
  statement:
    'With hints (H·x⊥, +1), (ε·x⊥ ± K·u, +1) that satisfy C1 to C5, the flow from all small enough σ ends in a net whose surviving neurons have a_k > 0 and one common direction: the max-margin solution of one neuron, of normalised margin ½(γ_S^−2 + ε^−2)^(−1/2), strictly below the global optimum.',
  differs:
    'C1 to C5 are derived in docs/hints.md. C2 is two conditions, and the first is sharp: neurons that start on both sides of the hints split them as soon as it fails. C5 asks for more than a_k + ⟨w_k,x⊥⟩ > 0, which suffices only for H → ∞. "Small enough" depends on α: while α·log(1/σ) is moderate, neurons with a_k < 0 have not settled when the others arrive, and may turn, so σ goes down to 1e-128. The limit repels nets with neurons of a_k > 0 outside the cone of the hints: it is approached because small starts leave none there.',
  hypotheses: [
    {
      id: 'frame',
      statement: 'the unit vectors x⊥ and u are orthogonal to S and to each other',
      holds: isFrame,
      without: hintedCases({ spread: 'inside' }),
    },
    {
      id: 'acute',
      statement: 'C1: y_i y_k⟨x_i,x_k⟩ ≥ 0 for all points of S',
      holds: isAcute,
      without: hintedCases({ angles: 'obtuse' }),
    },
    {
      id: 'outweighs-spread',
      statement: 'C2: ε(H + ε(1+α)) > K²(1−α)',
      holds: outweighsSpread,
      without: hintedCases({ without: 'outweighs-spread', by: [2, 7], adapt: madeTwoSided }),
    },
    {
      id: 'outweighs-base',
      statement: 'C2: H ≥ 2√(n Σ‖x_i‖²)/√(1−α²) over S',
      holds: outweighsBase,
      without: hintedCases({ without: 'outweighs-base', by: [1, 4] }),
    },
    {
      id: 'stays-ahead',
      statement: 'C3: ε ≤ γ_S²√(1−α²)/R, γ_S the one-neuron margin of S, R its largest norm',
      holds: staysAhead,
      without: hintedCases({ without: 'stays-ahead', by: [12, 64] }),
    },
    {
      id: 'splitting-pays',
      statement: 'C4: K > ε√((3+α)/(1−α))',
      holds: splittingPays,
      without: hintedCases({ without: 'splitting-pays', by: [2, 7] }),
    },
    {
      id: 'one-positive',
      statement: 'C5: some neuron of the draw is sure to grow with a_k > 0',
      holds: someNeuronGrowsPositive,
      without: hintedCases({ adapt: madeNegative }),
    },
    {
      id: 'small-start',
      statement: 'σ ≤ 1e-8, squared up to 4 times (a larger σ is taken as it is)',
      holds: startsSmall,
      without: hintedCases({ scale: Rational.ONE }),
    },
  ],
  cases: hintedCases(),
  caseSchema: z
    .strictObject({
      base: exactDataset,
      hints: z.strictObject({
        direction: z.array(exactNumber),
        spread: z.array(exactNumber),
        far: positiveNumber,
        near: positiveNumber,
        sideways: positiveNumber,
      }),
      alpha: leakySlopeSchema,
      start: startSchema,
      scale: positiveNumber,
    })
    .refine(fits, 'expected points, directions and rows of w of one length')
    .refine(areUnit, 'expected unit vectors x⊥ and u'),
  prediction: 'with hints',
  decide,
  gap: 'distance',
  axes: {
    points: ['base.x', 'base.y'],
    coordinates: ['base.x.*', 'hints.direction', 'hints.spread', 'start.w.*'],
    neurons: ['start.a', 'start.w'],
  },
  controls: [
    {
      id: 'without-hints',
      statement:
        'the same of S alone, symmetric and from two-signed starts: there the flow finds the optimum (L2)',
      cases: hintedCases().map((instance) => {
        const base = symmetrise(instance.base);
        return { ...instance, base, start: madeTwoSigned(instance.start, base) };
      }),
      variant: 'hints left out',
    },
    {
      id: 'all-negative',
      statement: 'C5 violated: a_k < −‖w_k‖ for every neuron, which stays so',
      cases: hintedCases({ adapt: madeNegative }),
    },
    {
      id: 'spread-outweighs',
      statement: 'C2 violated: H at ¼ to 7/8 of its bound for K, and neurons on both sides of the hints',
      cases: hintedCases({ without: 'outweighs-spread', by: [2, 7], adapt: madeTwoSided }),
    },
    {
      id: 'splitting-does-not-pay',
      statement: 'C4 violated: K at ¼ to 7/8 of its bound, where the one-neuron solution is the optimum',
      cases: hintedCases({ without: 'splitting-pays', by: [2, 7] }),
    },
  ],
};
