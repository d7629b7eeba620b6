import { gaussianStart } from '../../src/training/start.ts';
import { LocalAscent, type Peak } from './local-ascent.ts';
import { coefficients, type Neuron } from './net-bound.ts';
import type { PricingProblem } from './pricing-problem.ts';

/** A local maximum of F for one sign. */
export interface PricedNeuron extends Neuron {
  readonly peak: Peak;
}

export const SIGNS = [1, -1] as const;

/** Heuristic pricing: local ascent from many starts. */
export class Pricing {
  readonly ascent: LocalAscent;
  private readonly problem: PricingProblem;
  private round = 0;

  constructor(problem: PricingProblem) {
    this.problem = problem;
    this.ascent = new LocalAscent(problem);
  }

  /** Distinct local maxima for both signs from the given neurons, ±x_i and n random directions; highest first. */
  peaks(multipliers: Float64Array, starts: readonly Neuron[]): PricedNeuron[] {
    const { n, d, x } = this.problem;
    const found: PricedNeuron[] = [];
    // Seeded by the round: the oracle is a function of its input.
    const random = gaussianStart(n * d, 1, ++this.round);
    for (const sign of SIGNS) {
      const c = coefficients(this.problem, sign, multipliers);
      const climb = (start: Float64Array) => {
        const peak = this.ascent.climb(c, start);
        if (peak && !found.some((other) => other.sign === sign && isSameDirection(other.w, peak.w)))
          found.push({ sign, w: peak.w, peak });
      };
      for (const start of starts) if (start.sign === sign) climb(start.w);
      for (let i = 0; i < n; i++) {
        const point = x.subarray(i * d, (i + 1) * d);
        climb(point);
        climb(point.map((value) => -value));
      }
      for (let k = 0; k < n; k++) climb(random.subarray(k * d, (k + 1) * d));
    }
    return found.sort((a, b) => b.peak.value - a.peak.value);
  }
}

/** Whether two unit vectors agree to 1e-9 in every coordinate. */
function isSameDirection(a: Float64Array, b: Float64Array): boolean {
  for (let j = 0; j < a.length; j++) if (Math.abs(a[j]! - b[j]!) > 1e-9) return false;
  return true;
}
