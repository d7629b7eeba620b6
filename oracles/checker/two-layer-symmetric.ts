/** Kind "two-layer-symmetric": the largest normalised margin of any two-layer net on mirrored data. See FORMAT.md. */
import { Rational } from '../../src/numbers/rational.ts';
import { combine, readSeparator } from './combination.ts';
import { leastNormSquared } from './l2-margin.ts';
import { readPoints, toScaled } from './points.ts';
import type { Check, Fraction } from './reading.ts';
import { readSlope } from './slope.ts';

export const checkTwoLayerSymmetric: Check = ({ claim, data, solution, derivation }) => {
  const { alpha, marginSquared } = claim.fields('kind', 'alpha', 'marginSquared');
  const slope = readSlope(alpha);
  const points = readPoints(data);
  const w = readSeparator(solution.fields('w').w, points);

  const { pairs } = derivation.fields('pairs');
  const rows: number[] = [];
  const weights: Fraction[] = [];
  for (const pair of pairs.list(1)) {
    const { point, mirror, weight } = pair.fields('point', 'mirror', 'weight');
    const i = point.integer(0, points.x.length - 1);
    const k = mirror.integer(0, points.x.length - 1);
    if (points.y[i] !== -points.y[k]! || points.x[i]!.some((value, j) => value !== -points.x[k]![j]!))
      pair.reject('not-mirrored', 'expected points (x,y) and (-x,-y)');
    rows.push(i, k);
    const multiplier = weight.multiplier();
    weights.push(multiplier, multiplier);
  }
  const normSquared = leastNormSquared(w, combine(rows, toScaled(weights, pairs), points), pairs);
  const factor = slope.add(Rational.ONE).div(Rational.of(4n));
  const { num, den } = marginSquared.fraction();
  if (num * normSquared.num * factor.den ** 2n !== den * normSquared.den * factor.num ** 2n)
    marginSquared.reject('wrong-value', 'expected ((1+alpha)/4)^2/|w|^2');
};
