import { Rational } from '../../src/numbers/rational.ts';
import { gcd } from './integer-points.ts';

/**
 * A vector of exact numbers over one denominator, as elimination gives it: numerators[j] / denominator, without a factor
 * common to all. Lowest terms for each entry would cost a long gcd an entry, more than the solution itself.
 */
export class Fractions {
  readonly numerators: readonly bigint[];
  readonly denominator: bigint;

  /** numerators / (denominator · scale); denominator and scale positive. */
  constructor(numerators: readonly bigint[], denominator: bigint, scale: Rational = Rational.ONE) {
    const over = denominator * scale.num;
    const content = numerators.reduce((divisor, value) => gcd(value * scale.den, divisor), over);
    this.numerators = numerators.map((value) => (value * scale.den) / content);
    this.denominator = over / content;
  }

  toRationals(): Rational[] {
    return this.numerators.map((value) => Rational.of(value, this.denominator));
  }

  /** Exact text of every entry, over the common denominator. */
  toStrings(): string[] {
    if (this.denominator === 1n) return this.numerators.map(String);
    const over = `/${this.denominator}`;
    return this.numerators.map((value) => (value === 0n ? '0' : `${value}${over}`));
  }
}
