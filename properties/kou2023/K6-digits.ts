import fc from 'fast-check';
import { z } from 'zod';
import type { Claim } from '../../src/claims/claim.ts';
import { allOf, type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { exactNumber } from '../../src/claims/exact-schemas.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { SpanState } from '../../src/training/span-descent.ts';
import { decideByDescent, decideByLimit } from './decide-by-descent.ts';
import { type DescentRun, largestStableRank, runOf, sides } from './descent-run.ts';
import { type DigitsCase, digitsSetting, IMAGES } from './digits.ts';
import { judgeMargins } from './K2-margins-equalise.ts';
import { kou2023 } from './paper.ts';

interface Asserted {
  /** On which images the margins are to equalise. */
  readonly equalMargins: 'noisy images' | 'all images';
  /** p in 𝓛 ~ t^−p. */
  readonly lossExponent: number;
}

/** What the exponent of t in the loss may be off at the end of a run. */
const EXPONENT_ERROR = 0.1;
/** What a leaky net's stable rank is above 1 by, and what a ReLU net's is at most. */
const LEAKY_EXCESS = 1e-3;
const RELU_BOUND = 4;

function judge(run: DescentRun, before: SpanState, after: SpanState, lossExponent: number): Decision {
  const ranks = [before, after].map((state) => largestStableRank(sides(run, state))) as [number, number];
  const exponent = Math.log(before.loss / after.loss) / Math.log(after.step / before.step);
  const margins = after.margins;
  const figures = {
    stableRank: ranks[1],
    lossExponent: exponent,
    marginSpread: Math.max(...margins) - Math.min(...margins),
    leastMargin: Math.min(...margins),
  };
  const allowed = run.alpha > 0 ? 1 + LEAKY_EXCESS : RELU_BOUND;
  if (ranks[1] > allowed && ranks[1] >= ranks[0] && after.lastCrossing <= before.step)
    return refutes(
      'measured',
      `the stable rank is ${ranks[1].toPrecision(4)}, and was ${ranks[0].toPrecision(4)} at t/8`,
      figures,
    );
  if (Math.abs(exponent - lossExponent) > 2 * EXPONENT_ERROR)
    return refutes('measured', `the loss falls like t^−${exponent.toPrecision(3)}`, figures);
  if (ranks[1] <= allowed && Math.abs(exponent - lossExponent) <= EXPONENT_ERROR)
    return supports('measured', figures);
  return undecided('the stable rank or the loss is not yet settled', figures);
}

function decide(instance: DigitsCase, { equalMargins, lossExponent }: Asserted): Decision {
  const run = runOf(digitsSetting(instance));
  const decision = decideByDescent(run, (before, after) => judge(run, before, after, lossExponent));
  if (equalMargins === 'noisy images' && instance.noise.sign() === 0) return decision;
  const margins = decideByLimit(run, (approach) => judgeMargins(approach, 'log ratios of K⁻¹1'));
  return allOf([decision, margins]);
}

/** α = k/16 from 1/4 to 1/2. */
const quarterOrMore = fc.integer({ min: 4, max: 8 }).map((k) => Rational.of(BigInt(k), 16n));

function digitsCases(
  noise: Rational,
  alpha: fc.Arbitrary<Rational> = fc.oneof(quarterOrMore, fc.constant(Rational.ZERO)),
  digits: readonly number[] = [0, IMAGES],
): fc.Arbitrary<DigitsCase> {
  const positions = (from: number) =>
    fc.subarray(
      Array.from({ length: IMAGES }, (_, i) => from + i),
      { minLength: 3, maxLength: 6 },
    );
  return fc
    .record({
      images: fc.tuple(...digits.map(positions)),
      alpha,
      width: fc.integer({ min: 4, max: 8 }),
      seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    })
    .map(({ images, ...rest }) => ({ images: images.flat(), faded: [], noise, ...rest }));
}

const STATED: Asserted = { equalMargins: 'noisy images', lossExponent: 1 };

/** Images of which the first is shown once more, at half the grey values. */
function withFadedCopy(noise: Rational): fc.Arbitrary<DigitsCase> {
  return digitsCases(noise).map((drawn) => ({ ...drawn, faded: [0] }));
}

/** K6: two digits of a real image set. */
export const K6: Claim<DigitsCase, Asserted> = {
  id: 'K6',
  title: 'images of two digits',
  source: kou2023,
  statement:
    'Descent on images of the digits 0 and 1, 6 to 12 at a time: the loss falls like 1/t, the stable ranks of leaky nets tend to 1 and those of ReLU nets stay below 4. Under pixel noise of standard deviation 2 the margins equalise, with the limits of K2.',
  differs:
    'Which digits the paper trains on was not at hand; these are the two that ship with the suite. Images are far from nearly orthogonal, C = .03 at ten images and .96 under the noise, so that the theorem does not speak of them: on raw images the stable ranks do tend to 1, even those of ReLU nets, but the margins do not equalise (K⁻¹1 has negative entries: some images end ahead of the support vectors, as the control shows).',
  hypotheses: [
    {
      id: 'both-digits',
      statement: 'at least one image of each digit',
      holds: ({ images }) => images.some((i) => i < IMAGES) && images.some((i) => i >= IMAGES),
      without: digitsCases(Rational.of(2n), undefined, [IMAGES]),
    },
    {
      id: 'no-copies',
      statement: 'no image is shown twice, nor at half its grey values too',
      holds: ({ images, faded }) => new Set(images).size === images.length && faded.length === 0,
      without: withFadedCopy(Rational.of(2n)),
    },
    {
      id: 'slope',
      statement:
        'α = 0 or α ≥ 1/4: with α = 1/16 three in eighteen nets on noisy images were not aligned, with 1/8 and 3/16 none in 44',
      holds: ({ alpha }) => alpha.sign() === 0 || alpha.compare(Rational.of(1n, 4n)) >= 0,
      without: digitsCases(
        Rational.of(2n),
        fc.integer({ min: 1, max: 8 }).map((k) => Rational.of(1n, BigInt(8 * k))),
      ),
    },
  ],
  cases: fc.oneof(digitsCases(Rational.ZERO), digitsCases(Rational.of(2n))),
  caseSchema: z
    .strictObject({
      images: z
        .array(
          z
            .int()
            .min(0)
            .max(2 * IMAGES - 1),
        )
        .min(1),
      faded: z.array(z.int().min(0)),
      noise: exactNumber,
      alpha: exactNumber,
      width: z.int().min(1),
      seed: z.int(),
    })
    .refine(({ images, faded }) => faded.every((i) => i < images.length), 'expected places in images'),
  prediction: STATED,
  decide,
  gap: 'stableRank',
  axes: { images: ['images'] },
  controls: [
    {
      id: 'faded-copy',
      statement:
        'margins that equalise, where one image is shown at half its grey values too: its margin is half as large in every net',
      cases: withFadedCopy(Rational.ZERO),
      variant: { ...STATED, equalMargins: 'all images' },
    },
    {
      id: 'square-of-time',
      statement: 'a loss that falls like 1/t²',
      variant: { ...STATED, lossExponent: 2 },
    },
    {
      // Equal margins need K⁻¹1 > 0, which is a matter of the images: about one set in thirty has it.
      id: 'raw-margins',
      statement: 'margins that equalise on raw images too',
      cases: digitsCases(Rational.ZERO),
      variant: { ...STATED, equalMargins: 'all images' },
      refutes: 'some',
    },
  ],
};
