import { Rational } from '../../src/numbers/rational.ts';

/** The fraction of least denominator in [value − tolerance, value + tolerance], by continued fractions. */
export function simplestNear(value: Rational, tolerance: Rational): Rational {
  return simplestBetween(value.sub(tolerance), value.add(tolerance));
}

function simplestBetween(low: Rational, high: Rational): Rational {
  if (low.sign() <= 0 && high.sign() >= 0) return Rational.ZERO;
  if (high.sign() < 0) return simplestBetween(high.neg(), low.neg()).neg();
  const floor = Rational.of(low.num / low.den);
  if (floor.equals(low)) return floor;
  const next = floor.add(Rational.ONE);
  if (next.compare(high) <= 0) return next;
  return floor.add(
    Rational.ONE.div(simplestBetween(Rational.ONE.div(high.sub(floor)), Rational.ONE.div(low.sub(floor)))),
  );
}
