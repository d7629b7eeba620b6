/** The slope of the leaky ReLU on negative inputs. */
import { Rational } from '../../src/numbers/rational.ts';
import type { Entry } from './reading.ts';

/** From 0 (ReLU) to 1 (linear). */
export function readSlope(alpha: Entry): Rational {
  const slope = alpha.rational();
  if (slope.sign() < 0 || slope.compare(Rational.ONE) > 0)
    alpha.reject('out-of-range', 'expected a slope from 0 to 1');
  return slope;
}
