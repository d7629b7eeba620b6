/** Kind "q-mu-minimum": where the least Q_μ of all separators of margin 1 lies. See FORMAT.md. */
import { Rational } from '../../src/numbers/rational.ts';
import { readCombination, readSeparator } from './combination.ts';
import { hyperbolicBounds, MAX_EXPONENT } from './exponential.ts';
import { readPoints } from './points.ts';
import type { Check, Entry, Fraction } from './reading.ts';

/** Dimensions of a data set: each costs a few exponentials of about a millisecond. */
const MAX_DIMENSION = 1024;

export const checkQMuMinimum: Check = ({ claim, data, solution, derivation }) => {
  const claimed = claim.fields('kind', 'mu', 'lower', 'upper', 'distanceSquared');
  const mu = claimed.mu.rational();
  if (mu.sign() <= 0) claimed.mu.reject('out-of-range', 'expected a positive number');
  const points = readPoints(data);
  if (points.x[0]!.length > MAX_DIMENSION)
    data.reject('too-large', `expected at most ${MAX_DIMENSION} dimensions`);
  const separator = readSeparator(solution.fields('w').w, points);
  const w = separator.numerators.map((value) => Rational.of(value, separator.denominator));
  const { combination, slopes } = derivation.fields('combination', 'slopes');
  const { total, sum } = readCombination(combination, points);

  const value = slopes.list(w.length, w.length).map((pair, j) => upperValue(pair, w[j]!, mu));
  const upper = claimed.upper.rational();
  if (upper.compare(value.reduce((a, b) => a.add(b))) < 0)
    claimed.upper.reject('wrong-value', 'expected at least the value that the slopes prove');

  const conjugates = sum.numerators.map((numerator) =>
    conjugate({ num: numerator, den: sum.denominator }, mu, combination),
  );
  const lower = claimed.lower.rational();
  if (lower.compare(Rational.of(total.num, total.den).sub(conjugates.reduce((a, b) => a.add(b)))) > 0)
    claimed.lower.reject('wrong-value', 'expected at most the value that the weights prove');

  const largest = [upper.add(mu.mul(Rational.of(11n, 10n))), ...w.map((entry) => entry.abs())].reduce(
    maximum,
  );
  const curvature = largest.add(mu).add(mu);
  const distanceSquared = upper.sub(lower).mul(curvature).mul(Rational.of(2n));
  if (claimed.distanceSquared.rational().compare(distanceSquared) < 0)
    claimed.distanceSquared.reject('wrong-value', 'expected at least what strong convexity proves');
};

/**
 * An upper bound of q(w) = max_s h(s), h(s) = sw − 2μ(cosh s − 1), from numbers s ≤ t around the maximiser: h is concave,
 * so q(w) ≤ h(s) + (t − s)h'(s), and h'(s) = w − 2μ sinh s.
 */
function upperValue(pair: Entry, w: Rational, mu: Rational): Rational {
  const [below, above] = pair.list(2, 2) as [Entry, Entry];
  const s = below.rational();
  const t = above.rational();
  const twice = mu.add(mu);
  const atS = boundsAt(s, below);
  const slope = { least: w.sub(twice.mul(atS.sinh.upper)), most: w.sub(twice.mul(atS.sinh.lower)) };
  if (slope.least.sign() < 0) below.reject('bound-not-proved', 'expected 2 mu sinh(s) <= w');
  if (w.compare(twice.mul(boundsAt(t, above).sinh.lower)) > 0)
    above.reject('bound-not-proved', 'expected 2 mu sinh(t) >= w');
  const value = s.mul(w).sub(twice.mul(atS.cosh.lower.sub(Rational.ONE)));
  return value.add(t.sub(s).mul(slope.most));
}

/** An upper bound of the conjugate q*(g) = 2μ(cosh g − 1). */
function conjugate(g: Fraction, mu: Rational, place: Entry): Rational {
  return mu.add(mu).mul(boundsAt(g, place).cosh.upper.sub(Rational.ONE));
}

function boundsAt(s: Fraction, place: Entry): ReturnType<typeof hyperbolicBounds> {
  const limit = MAX_EXPONENT * s.den;
  if (s.num > limit || s.num < -limit)
    place.reject('too-large', `expected slopes of size at most ${MAX_EXPONENT}`);
  return hyperbolicBounds(s);
}

function maximum(a: Rational, b: Rational): Rational {
  return a.compare(b) < 0 ? b : a;
}
