import type { SolverName } from '../solvers.ts';
import { createMaster, type Master, type MasterSolution } from './master.ts';
import {
  coefficients,
  type Neuron,
  neuronOutputs,
  totalOf,
  upperBound,
  type WeightedNeuron,
} from './net-bound.ts';
import { type ActiveNeuron, newtonPolish } from './newton-polish.ts';
import { type PricedNeuron, Pricing, SIGNS } from './pricing.ts';
import type { PricingProblem } from './pricing-problem.ts';
import { type Step, TreeSearch } from './tree-search.ts';

/** A net, multipliers, and proofs for both signs that F ≤ 1, in float64: V* lies between their values. */
export interface Solution {
  readonly status: 'solved';
  readonly net: readonly WeightedNeuron[];
  readonly multipliers: Float64Array;
  readonly positive: readonly Step[];
  readonly negative: readonly Step[];
}

export interface Failure {
  readonly status: 'failed';
  readonly reason: string;
}

/** What was done, for reports. */
export interface Statistics {
  rounds: number;
  neurons: number;
  polishes: number;
  proofs: number;
  /** Steps of the two trees. */
  steps: number;
  /** Milliseconds by phase. */
  readonly time: Record<Phase, number>;
}

type Phase = 'master' | 'pricing' | 'polish' | 'proof';

export interface GenerationOptions {
  readonly gap: number;
  readonly solver: SolverName;
  /** Milliseconds. */
  readonly budget: number;
  readonly onRound: ((lower: number, upper: number) => void) | undefined;
}

/** λ and a net that may be optimal together. */
interface Candidate {
  readonly multipliers: Float64Array;
  readonly net: readonly WeightedNeuron[];
  readonly upper: number;
  /** Σ λ_i goal_i over the highest peak found. */
  readonly lower: number;
}

/** With the local maxima of F for λ, highest first. */
interface PricedCandidate extends Candidate {
  readonly peaks: readonly PricedNeuron[];
}

/** Multipliers of rows start below the first, which keeps the first programs tame, and may grow to the last. */
const BOXES = { first: 1e4, factor: 100, last: 1e10 };
/** A peak counts as a violated constraint above 1 + this. */
const VIOLATION = 1e-11;
/** Rounds in which neither best bound moves, after which rounding is all that is left. */
const STALL = 200;
/** Newton's method is tried when no peak is higher than this. */
const NEARLY_OPTIMAL = 1 + 1e-4;

/** Column generation for one problem; `solve` may be called once. */
export class ColumnGeneration {
  readonly statistics: Statistics = {
    rounds: 0,
    neurons: 0,
    polishes: 0,
    proofs: 0,
    steps: 0,
    time: { master: 0, pricing: 0, polish: 0, proof: 0 },
  };
  private readonly problem: PricingProblem;
  private readonly options: GenerationOptions;
  private readonly pricing: Pricing;
  private readonly search: TreeSearch;
  private readonly neurons: Neuron[] = [];
  /** The rows of the master, one a neuron. */
  private readonly outputs: Float64Array[] = [];
  private box = BOXES.first;
  /** The best bounds so far (estimates), and the round that last improved one. */
  private best = { lower: 0, upper: Number.POSITIVE_INFINITY, round: 0 };
  private deadline = Number.POSITIVE_INFINITY;

  constructor(problem: PricingProblem, options: GenerationOptions) {
    this.problem = problem;
    this.options = options;
    this.pricing = new Pricing(problem);
    this.search = new TreeSearch(problem, this.pricing.ascent);
  }

  async solve(): Promise<Solution | Failure> {
    this.deadline = performance.now() + this.options.budget;
    const master = await createMaster(this.options.solver, this.problem.goal, this.box);
    try {
      this.addStarts(master);
      for (;;) {
        if (performance.now() > this.deadline) return failed('the time budget ran out');
        const outcome = this.round(master);
        if (outcome) return outcome;
      }
    } finally {
      master.dispose();
    }
  }

  /** The directions ±x_i, each with both signs. */
  private addStarts(master: Master): void {
    const { n, d, x } = this.problem;
    for (let i = 0; i < n; i++) {
      const point = x.subarray(i * d, (i + 1) * d);
      const length = Math.hypot(...point);
      for (const sign of SIGNS)
        for (const side of SIGNS)
          this.add(master, { sign, w: point.map((value) => (side * value) / length) });
    }
  }

  private add(master: Master, neuron: Neuron): void {
    this.neurons.push(neuron);
    this.statistics.neurons++;
    const outputs = neuronOutputs(this.problem, neuron);
    this.outputs.push(outputs);
    master.add(outputs);
  }

  /** Undefined when there is more to do. */
  private round(master: Master): Solution | Failure | undefined {
    const { gap, onRound } = this.options;
    this.statistics.rounds++;
    const solution = this.timed('master', () => master.solve());
    if (!solution) return failed('the solver of the master program gave up');
    const linear = this.linearCandidate(solution);
    const fresh = this.addViolated(master, linear);
    onRound?.(linear.lower, linear.upper);
    if (this.hasStalled(linear))
      return failed(`float64 brings the bounds no closer than a relative gap of ${relativeGap(this.best)}`);
    if (isWithin(linear, gap / 4)) return this.prove(master, linear);

    const nearly = linear.peaks.every(({ peak }) => peak.value < NEARLY_OPTIMAL);
    if (fresh === 0 && this.isBoxed(solution) && this.box < BOXES.last) {
      this.box *= BOXES.factor;
      master.widen(this.box);
      return undefined;
    }
    if (fresh > 0 && !(nearly && this.statistics.rounds % 3 === 0)) return undefined;
    const polished = this.timed('polish', () => this.polish(solution));
    const added = polished ? this.addViolated(master, polished) : 0;
    if (polished && isWithin(polished, gap / 2)) return this.prove(master, polished);
    if (fresh + added > 0) return undefined;
    const last = polished && relativeGap(polished) < relativeGap(linear) ? polished : linear;
    if (isWithin(last, 0.8 * gap)) return this.prove(master, last);
    return failed(`float64 brings the bounds no closer than a relative gap of ${relativeGap(last)}`);
  }

  /** Keeps the best bounds; true when they have not moved for many rounds. */
  private hasStalled({ lower, upper }: Candidate): boolean {
    const { rounds } = this.statistics;
    if (lower > this.best.lower || upper < this.best.upper)
      this.best = {
        lower: Math.max(lower, this.best.lower),
        upper: Math.min(upper, this.best.upper),
        round: rounds,
      };
    return rounds - this.best.round >= STALL;
  }

  private isBoxed({ multipliers }: MasterSolution): boolean {
    return multipliers.some((value) => value >= this.box * (1 - 1e-9));
  }

  private timed<T>(phase: Phase, work: () => T): T {
    const start = performance.now();
    const result = work();
    this.statistics.time[phase] += performance.now() - start;
    return result;
  }

  /** The solution of the master, and the peaks of its F. */
  private linearCandidate({ multipliers, weights }: MasterSolution): PricedCandidate {
    const net: WeightedNeuron[] = [];
    weights.forEach((weight, k) => {
      if (weight > 0) net.push({ ...this.neurons[k]!, weight });
    });
    return this.candidate(multipliers, net);
  }

  private candidate(multipliers: Float64Array, net: readonly WeightedNeuron[]): PricedCandidate {
    const peaks = this.timed('pricing', () => this.pricing.peaks(multipliers, net));
    const highest = Math.max(1, peaks[0]?.peak.value ?? 0);
    const lower = totalOf(this.problem, multipliers) / highest;
    return { multipliers, net, lower, upper: upperBound(this.problem, net), peaks };
  }

  /**
   * Adds the highest peaks above 1 and above what the master's own constraints reach (its solver has a tolerance); returns how
   * many.
   */
  private addViolated(master: Master, { multipliers, peaks }: PricedCandidate): number {
    let reached = 1 + VIOLATION;
    for (const outputs of this.outputs) {
      let value = 0;
      for (let i = 0; i < outputs.length; i++) value += outputs[i]! * multipliers[i]!;
      reached = Math.max(reached, value);
    }
    const rounding = 1e-15 * multipliers.reduce((sum, value) => sum + value, 0);
    const fresh = peaks
      .slice(0, Math.max(10, this.problem.n))
      .filter(({ peak }) => peak.value > reached + rounding);
    for (const { sign, w } of fresh) this.add(master, { sign, w });
    return fresh.length;
  }

  /** Newton's method from the patterns that the neurons of the master's solution climb to. */
  private polish({ multipliers, weights }: MasterSolution): PricedCandidate | undefined {
    this.statistics.polishes++;
    const active: ActiveNeuron[] = [];
    weights.forEach((weight, k) => {
      if (weight <= 1e-9) return;
      const { sign, w } = this.neurons[k]!;
      const peak = this.pricing.ascent.climb(coefficients(this.problem, sign, multipliers), w);
      if (peak) active.push({ sign, peak, weight });
    });
    const polished = newtonPolish(this.problem, multipliers, active);
    return polished && this.candidate(polished.multipliers, polished.net);
  }

  /**
   * Proves Σλ after scaling λ down until nine tenths of the gap are used up: the room makes the trees small.
   * Otherwise adds the neuron that refutes it.
   */
  private prove(master: Master, { multipliers, net, upper }: Candidate): Solution | Failure | undefined {
    this.statistics.proofs++;
    const scale = upper / (1 + 0.9 * this.options.gap) / totalOf(this.problem, multipliers);
    const scaled = multipliers.map((value) => value * Math.min(1, scale));
    const trees: (readonly Step[])[] = [];
    for (const sign of SIGNS) {
      const c = coefficients(this.problem, sign, scaled);
      const result = this.timed('proof', () => this.search.prove(c, this.deadline));
      if (result.status === 'exhausted') return failed(result.reason);
      if (result.status === 'violated') {
        this.add(master, { sign, w: result.peak.w });
        return undefined;
      }
      this.statistics.steps += result.steps.length;
      trees.push(result.steps);
    }
    return { status: 'solved', net, multipliers: scaled, positive: trees[0]!, negative: trees[1]! };
  }
}

function relativeGap({ lower, upper }: Pick<Candidate, 'lower' | 'upper'>): number {
  return upper / lower - 1;
}

function isWithin(candidate: Candidate, gap: number): boolean {
  return relativeGap(candidate) <= gap;
}

function failed(reason: string): Failure {
  return { status: 'failed', reason };
}
