import { BoxLeastSquares } from './box-least-squares.ts';
import { IntervalTightening, type Tightening } from './interval-tightening.ts';
import type { LocalAscent, Peak } from './local-ascent.ts';
import { leakyRelu, type PricingProblem } from './pricing-problem.ts';
import { isEmpty, isOpen, type Region, wholeBall } from './region.ts';

/** A leaf proves 1 − this much in float64, so that rounding leaves it a proof of F ≤ 1: absolute, and for each unit of Σ|c_i|. */
const ROOM = { absolute: 1e-12, relative: 2e-15 };
/** Nodes between two looks at the clock. */
const CLOCK = 64;

/** A step of a proof that F ≤ 1, in preorder: a branch is followed by its half ≥ 0, then its half ≤ 0. */
export type Step =
  | { readonly step: 'branch'; readonly point: number }
  | { readonly step: 'tighten'; readonly slopes: Float64Array; readonly bounds: readonly Tightening[] }
  | { readonly step: 'leaf'; readonly slopes: Float64Array };

export type SearchResult =
  | { readonly status: 'proved'; readonly steps: readonly Step[] }
  | { readonly status: 'violated'; readonly peak: Peak }
  | { readonly status: 'exhausted'; readonly reason: string };

/**
 * Branch and bound for max F(w) = Σ c_i φ(⟨w,x_i⟩) over ‖w‖ ≤ 1, to prove that it is at most 1. It branches
 * on signs of points with c_i > 0 only (the other terms are concave); a node is one box least squares.
 */
export class TreeSearch {
  private readonly problem: PricingProblem;
  private readonly ascent: LocalAscent;
  private readonly relaxation: BoxLeastSquares;
  private readonly tightening: IntervalTightening;
  private c: Float64Array;
  private steps: Step[] = [];
  private target = 1;
  private nodes = 0;
  private deadline = Number.POSITIVE_INFINITY;

  constructor(problem: PricingProblem, ascent: LocalAscent) {
    this.problem = problem;
    this.ascent = ascent;
    this.relaxation = new BoxLeastSquares(problem.x, problem.gram, problem.n, problem.d);
    this.tightening = new IntervalTightening(problem);
    this.c = new Float64Array(problem.n);
  }

  /** Gives up at the deadline, a time of `performance.now()`. */
  prove(c: Float64Array, deadline: number): SearchResult {
    this.c = c;
    this.steps = [];
    this.nodes = 0;
    this.deadline = deadline;
    this.target = 1 - ROOM.absolute - ROOM.relative * c.reduce((sum, value) => sum + Math.abs(value), 0);
    const failure = this.visit(wholeBall(this.problem), new Float64Array(this.problem.n));
    return failure ?? { status: 'proved', steps: this.steps };
  }

  /** Undefined when F ≤ 1 is proved on the region, which it narrows in place. Depth ≤ n: every branch fixes a sign. */
  private visit(region: Region, start: Float64Array): SearchResult | undefined {
    const { relaxation, c } = this;
    if (++this.nodes % CLOCK === 0 && performance.now() > this.deadline)
      return { status: 'exhausted', reason: 'the time budget ran out during the proof' };
    relaxation.m.set(start);
    for (;;) {
      const allowance = this.setBoxes(region);
      const norm = relaxation.solve(this.target - allowance);
      const offset = this.offset(region, relaxation.m);
      const slopes = relaxation.m.slice();
      if (norm + offset <= this.target) {
        this.steps.push({ step: 'leaf', slopes });
        return undefined;
      }
      const w = relaxation.sum.map((value) => value / norm);
      if (this.ascent.value(c, w) > this.target) {
        const peak = this.ascent.climb(c, w);
        if (peak) return { status: 'violated', peak };
      }
      const bounds = this.tightening.narrow(region, c, { normal: relaxation.sum, norm, offset: 1 - offset });
      if (bounds.length === 0) break;
      this.steps.push({ step: 'tighten', slopes, bounds });
      if (isEmpty(region)) return undefined;
      if (!bounds.some(({ fixesSign }) => fixesSign)) break;
    }
    return this.branch(region);
  }

  private branch(region: Region): SearchResult | undefined {
    const point = this.widest(region);
    if (point < 0)
      return { status: 'exhausted', reason: 'float64 leaves a hair to prove where no sign is open' };
    this.steps.push({ step: 'branch', point });
    const slopes = this.relaxation.m.slice();
    const half = { low: region.low.slice(), high: region.high.slice() };
    half.low[point] = 0;
    const failure = this.visit(half, slopes);
    if (failure) return failure;
    region.high[point] = 0;
    return this.visit(region, slopes);
  }

  /** The boxes of m_i for which c_i φ(z) ≤ m_i z + K_i on the region; returns Σ K_i. */
  private setBoxes({ low, high }: Region): number {
    const { n, alpha } = this.problem;
    const { lower, upper } = this.relaxation;
    let allowance = 0;
    for (let i = 0; i < n; i++) {
      const weight = this.c[i]!;
      if (weight === 0) {
        lower[i] = 0;
        upper[i] = 0;
      } else if (low[i]! >= 0) {
        lower[i] = weight;
        upper[i] = Number.POSITIVE_INFINITY;
      } else if (high[i]! <= 0) {
        lower[i] = Number.NEGATIVE_INFINITY;
        upper[i] = alpha * weight;
      } else if (weight < 0) {
        lower[i] = weight;
        upper[i] = alpha * weight;
      } else {
        const secant = (high[i]! - alpha * low[i]!) / (high[i]! - low[i]!);
        lower[i] = weight * secant;
        upper[i] = weight * secant;
        allowance += weight * (1 - secant) * high[i]!;
      }
    }
    return allowance;
  }

  /** Σ K_i, K_i = max of c_i φ(z) − m_i z over the interval: at an end or at the kink. */
  private offset({ low, high }: Region, m: Float64Array): number {
    const { n, alpha } = this.problem;
    let total = 0;
    for (let i = 0; i < n; i++) {
      const weight = this.c[i]!;
      if (weight === 0 && m[i] === 0) continue;
      const atLow = weight * leakyRelu(low[i]!, alpha) - m[i]! * low[i]!;
      const atHigh = weight * leakyRelu(high[i]!, alpha) - m[i]! * high[i]!;
      const most = Math.max(atLow, atHigh);
      total += most < 0 && low[i]! <= 0 && high[i]! >= 0 ? 0 : most;
    }
    return total;
  }

  /** The open point with the largest gap between secant and φ; −1 when no sign is open. */
  private widest({ low, high }: Region): number {
    let most = 0;
    let widest = -1;
    for (let i = 0; i < this.problem.n; i++) {
      if (this.c[i]! <= 0 || !isOpen(low[i]!, high[i]!)) continue;
      const gap = (-this.c[i]! * low[i]! * high[i]!) / (high[i]! - low[i]!);
      if (gap > most) {
        most = gap;
        widest = i;
      }
    }
    return widest;
  }
}
