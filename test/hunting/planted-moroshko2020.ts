import fc from 'fast-check';
import { M1 } from '../../properties/moroshko2020/M1-closed-form.ts';
import { M2 } from '../../properties/moroshko2020/M2-ultimate-limit.ts';
import { M4 } from '../../properties/moroshko2020/M4-in-between.ts';
import { M6 } from '../../properties/moroshko2020/M6-depth-three.ts';
import type { AnyClaim, Control } from '../../src/claims/claim.ts';

/** A claim that asserts of its own cases what one of its controls asserts. */
function asserting(claim: AnyClaim, control: string, id: string, statement: string): AnyClaim {
  const { variant } = (claim.controls as Control<unknown, unknown>[]).find(({ id }) => id === control)!;
  return { ...claim, id, statement, prediction: variant };
}

/** False: at a fixed scale the limit is the ℓ1 separator. */
export const l2InPlaceOfL1 = asserting(
  M2,
  'l2-separator',
  'M2-l2',
  'For D = 2 and loss → 0, w converges in direction to the ℓ2 max-margin separator.',
);

/** False: a deeper net ends at a stationary point of the ℓ_{2/D} problem. */
export const deepNetsFindL1 = asserting(
  M6,
  'l1-separator',
  'M6-l1',
  'For D ≥ 3 and loss → 0, w converges in direction to the ℓ1 max-margin separator.',
);

const monotone = M4.hypotheses.find(({ id }) => id === 'monotone-duals')!;

/** False: a dual variable of the Q_μ′ problems may decrease on the way. */
export const anyDuals: AnyClaim = {
  ...M4,
  id: 'M4-any',
  statement: 'On all separable data w/log(1/𝓛) tends to the minimiser of Q_μ.',
  hypotheses: M4.hypotheses.filter((hypothesis) => hypothesis !== monotone),
  cases: monotone.without ?? fc.constant(undefined),
};

export const falseClaims: readonly AnyClaim[] = [l2InPlaceOfL1, deepNetsFindL1, anyDuals];
export const trueClaims: readonly AnyClaim[] = [M1, M2, M4, M6];
