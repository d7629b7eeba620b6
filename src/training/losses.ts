import type { Vector } from '../linalg/kernel.ts';
import type { RealField } from '../numbers/field.ts';

export type LossName = 'exponential' | 'logistic';

/** How a loss distributes the gradient over the points, at one θ. All of length n. */
export interface LossWeights<T> {
  /** p_i = −ℓ'(q_i)/S with S = Σ ℓ(q_k), so that −∇ log 𝓛 = Σ p_i ∂q_i. */
  readonly p: Vector<T>;
  /** r_i = ℓ''(q_i)/S, so that ∂p/∂q = ppᵀ − diag(r). */
  readonly r: Vector<T>;
}

/** A loss 𝓛 = (1/n) Σ ℓ(q_i), in a form that no depth underflows. */
export interface Loss {
  readonly name: LossName;
  /** log ℓ(0). */
  readonly logAtZero: number;
  /** −ℓ'(0). */
  readonly steepnessAtZero: number;
  /** ℓ⁻¹(e^logTotal). */
  inverse(logTotal: number): number;
  /**
   * Writes the weights at the margins q_i = offset + gaps_i, where gaps ≥ 0 has a zero, and returns
   * log S + offset, which is of the size of log n however small S is.
   */
  weigh<T>(field: RealField<T>, offset: T, gaps: Vector<T>, weights: LossWeights<T>): T;
}

/** ℓ(q) = e^{−q}. Here p and r are both the softmax of −q. */
export const exponential: Loss = {
  name: 'exponential',
  logAtZero: 0,
  steepnessAtZero: 1,
  inverse: (logTotal) => -logTotal,
  weigh(field, _offset, gaps, { p, r }) {
    let sum = field.zero;
    for (let i = 0; i < gaps.length; i++) {
      p[i] = field.exp(field.neg(gaps[i]!));
      sum = field.add(sum, p[i]!);
    }
    for (let i = 0; i < gaps.length; i++) {
      p[i] = field.div(p[i]!, sum);
      r[i] = p[i]!;
    }
    return field.log(sum);
  },
};

/**
 * log(1 + x)/x for 0 ≤ x ≤ 1, accurate however small x is (Kahan's quotient). Up to epsilon it is 1 − x/2 = 1 to
 * rounding; a double-double still tells 1 + x from 1 there, but not the logarithm of a subnormal x from noise.
 */
function logOnePlusQuotient<T>(field: RealField<T>, x: T): T {
  if (field.toNumber(x) <= field.epsilon) return field.one;
  const sum = field.add(field.one, x);
  return field.div(field.log(sum), field.sub(sum, field.one));
}

/** ℓ(q) = log(1 + e^{−q}). */
export const logistic: Loss = {
  name: 'logistic',
  logAtZero: Math.log(Math.LN2),
  steepnessAtZero: 1 / 2,
  inverse: (logTotal) => (logTotal < -36 ? -logTotal : -Math.log(Math.expm1(Math.exp(logTotal)))),
  weigh(field, offset, gaps, { p, r }) {
    const n = gaps.length;
    const { add, sub, mul, div, neg, exp, log, one, zero } = field;
    // In p[i]: log ℓ(q_i) + offset.
    let largest = zero;
    for (let i = 0; i < n; i++) {
      const q = add(offset, gaps[i]!);
      const positive = field.compare(q, zero) > 0;
      const x = exp(positive ? neg(q) : q);
      const logLoss = positive
        ? sub(log(logOnePlusQuotient(field, x)), gaps[i]!)
        : add(log(sub(mul(x, logOnePlusQuotient(field, x)), q)), offset);
      p[i] = logLoss;
      if (i === 0 || field.compare(logLoss, largest) > 0) largest = logLoss;
    }
    let sum = zero;
    for (let i = 0; i < n; i++) sum = add(sum, exp(sub(p[i]!, largest)));
    const logTotal = add(largest, log(sum));
    for (let i = 0; i < n; i++) {
      const q = add(offset, gaps[i]!);
      const positive = field.compare(q, zero) > 0;
      const x = exp(positive ? neg(q) : q);
      const sigmoidOfSize = div(one, add(one, x));
      const decay = positive ? gaps[i]! : neg(offset);
      p[i] = mul(sigmoidOfSize, exp(neg(add(decay, logTotal))));
      r[i] = mul(p[i]!, positive ? sigmoidOfSize : mul(x, sigmoidOfSize));
    }
    return logTotal;
  },
};

/** The loss of a name. */
export function lossNamed(name: LossName): Loss {
  return name === 'exponential' ? exponential : logistic;
}
