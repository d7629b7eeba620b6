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

/** On which images the margins are to equalise. */
type Asserted = 'noisy images' | 'all images';

/** Exponent of t in the loss, beyond 1 in size. */
const LOSS_EXPONENT = 0.1;
/** What a leaky net's stable rank is above 1 by, and what a ReLU net's is at most. */
const LEAKY_EXCESS = 1e-3;
const RELU_BOUND = 4;

function judge(run: DescentRun, before: SpanState, after: SpanState): Decision {
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
  if (Math.abs(exponent - 1) > 2 * LOSS_EXPONENT)
    return refutes('measured', `the loss falls like t^−${exponent.toPrecision(3)}`, figures);
  if (ranks[1] <= allowed && Math.abs(exponent - 1) <= LOSS_EXPONENT) return supports('measured', figures);
  return undecided('the stable rank or the loss is not yet settled', figures);
}

function decide(instance: DigitsCase, asserted: Asserted): Decision {
  const run = runOf(digitsSetting(instance));
  const decision = decideByDescent(run, (before, after) => judge(run, before, after));
  if (asserted === 'noisy images' && instance.noise.sign() === 0) return decision;
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
    .map(({ images, ...rest }) => ({ images: images.flat(), noise, ...rest }));
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
  caseSchema: z.strictObject({
    images: z
      .array(
        z
          .int()
          .min(0)
          .max(2 * IMAGES - 1),
      )
      .min(1),
    noise: exactNumber,
    alpha: exactNumber,
    width: z.int().min(1),
    seed: z.int(),
  }),
  prediction: 'noisy images',
  decide,
  gap: 'stableRank',
  axes: { images: ['images'] },
  controls: [
    {
      id: 'raw-margins',
      statement: 'margins that equalise on raw images too: about one set in thirty does',
      cases: digitsCases(Rational.ZERO),
      variant: 'all images',
      refutes: 'some',
    },
  ],
};
