import fc from 'fast-check';
import type { Hypothesis } from '../../src/claims/claim.ts';
import { gaussianPoints, nearOrthogonality } from '../../src/generators/nearly-orthogonal.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { type DescentCase, widthOf } from './descent-case.ts';
import { descentCases } from './descent-cases.ts';
import { type DataForSlope, isNearlyOrthogonal, orthogonalEnough } from './orthogonal-data.ts';
import { seeing } from './seen-start.ts';
import { startsSmall } from './small-start.ts';

/** The hypotheses for nets of some slopes; without one of them, small cases that a counterexample is easily made of. */
export function descentHypotheses(alpha: fc.Arbitrary<Rational>) {
  const few = { alpha, data: orthogonalEnough({ points: [3, 4] }), width: [1, 3] } as const;
  const nearlyOrthogonal: Hypothesis<DescentCase> = {
    id: 'nearly-orthogonal',
    statement:
      'n ≥ 3 points of both labels with min‖x_i‖² ≥ C·n·max|⟨x_i, x_k⟩|, C ≥ 2 + 5/4·κ/α, κ = max‖x_i‖²/min‖x_i‖² (α replaced by 1 for the ReLU)',
    holds: isNearlyOrthogonal,
    without: descentCases({ alpha, data: anyGaussian(), width: [1, 4] }),
  };
  const smallStart: Hypothesis<DescentCase> = {
    id: 'small-start',
    statement:
      '0 < |⟨w_k(0), x_i⟩| ≤ α·η·min‖x_i‖²/(20nm), at most half of what the first step adds (η cut to m/(2·max‖x_i‖²), α replaced by 1 for the ReLU)',
    holds: startsSmall,
    without: fc
      .record({ drawn: descentCases(few), halvings: fc.integer({ min: 0, max: 8 }) })
      .map(({ drawn, halvings }) => ({ ...drawn, halvings })),
  };
  const smallStep: Hypothesis<DescentCase> = {
    id: 'small-step',
    statement: 'η·max‖x_i‖² ≤ m/2',
    holds: (instance) =>
      instance.stepSize
        .mul(nearOrthogonality(instance.data).most)
        .compare(Rational.of(BigInt(widthOf(instance)), 2n)) <= 0,
    without: fc
      .record({ drawn: descentCases(few), doublings: fc.integer({ min: 1, max: 10 }) })
      .map(({ drawn, doublings }) => ({
        ...drawn,
        stepSize: drawn.stepSize.scaledByPowerOfTwo(doublings),
      })),
  };
  const seen: Hypothesis<DescentCase> = {
    id: 'seen',
    statement:
      'for the ReLU: at the start at least m/4 neurons of the sign of y_i are active on every x_i (a Gaussian start has that with probability ≥ 1 − n·e^{−m/8})',
    holds: (instance) =>
      instance.alpha.sign() > 0 || seeing(instance).every((count) => 4 * count >= widthOf(instance)),
    without: descentCases({ ...few, alpha: fc.constant(Rational.ZERO), unseen: true }),
  };
  return { nearlyOrthogonal, smallStart, smallStep, seen };
}

/** A few Gaussian points, around 0 or around a common mean, in few dimensions, labels at random. */
function anyGaussian(): fc.Arbitrary<DataForSlope> {
  const families = [2, 3].flatMap((dimension) =>
    [3, 4, 5].flatMap((points) => [0, 2].map((mean) => gaussianPoints(points, dimension, mean))),
  );
  return fc.oneof(...families).map((data) => () => data);
}
