import { setImmediate } from 'node:timers/promises';
import type { SolverName } from '../solvers.ts';
import type { ActiveNeuron } from './activation-pattern.ts';
import { coefficients, totalOf, upperBound, type WeightedNeuron } from './net-bound.ts';
import { NeuronProgram, type ProgramSolution } from './neuron-program.ts';
import { newtonPolish } from './newton-polish.ts';
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

/** A peak counts as a violated constraint above 1 + this. */
const VIOLATION = 1e-11;
/** Neurons of less weight do not count as active. */
const NEGLIGIBLE = 1e-9;
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
    const program = await NeuronProgram.create(this.problem, this.options.solver);
    try {
      for (;;) {
        if (performance.now() > this.deadline) return failed('the time budget ran out');
        const outcome = this.round(program);
        this.statistics.neurons = program.size;
        if (outcome) return outcome;
        // Between rounds, interrupts and progress get their turn.
        await setImmediate();
      }
    } finally {
      program.dispose();
    }
  }

  /** Undefined when there is more to do. */
  private round(program: NeuronProgram): Solution | Failure | undefined {
    const { gap, onRound } = this.options;
    this.statistics.rounds++;
    const solution = this.timed('master', () => program.solve());
    if (!solution) return failed('the solver of the master program gave up');
    const linear = this.candidate(solution.multipliers, solution.net);
    const fresh = this.addViolated(program, linear);
    onRound?.(linear.lower, linear.upper);
    if (this.hasStalled(linear))
      return failed(`float64 brings the bounds no closer than a relative gap of ${relativeGap(this.best)}`);
    if (isWithin(linear, gap / 4)) return this.prove(program, linear);

    const nearly = linear.peaks.every(({ peak }) => peak.value < NEARLY_OPTIMAL);
    if (fresh === 0 && solution.isBoxed && program.widen()) return undefined;
    if (fresh > 0 && !(nearly && this.statistics.rounds % 3 === 0)) return undefined;
    const polished = this.timed('polish', () => this.polish(solution));
    const added = polished ? this.addViolated(program, polished) : 0;
    if (polished && isWithin(polished, gap / 2)) return this.prove(program, polished);
    if (fresh + added > 0) return undefined;
    const last = polished && relativeGap(polished) < relativeGap(linear) ? polished : linear;
    if (isWithin(last, 0.8 * gap)) return this.prove(program, last);
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

  private timed<T>(phase: Phase, work: () => T): T {
    const start = performance.now();
    const result = work();
    this.statistics.time[phase] += performance.now() - start;
    return result;
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
  private addViolated(program: NeuronProgram, { multipliers, peaks }: PricedCandidate): number {
    const rounding = 1e-15 * multipliers.reduce((sum, value) => sum + value, 0);
    const least = Math.max(1 + VIOLATION, program.reached(multipliers)) + rounding;
    const fresh = peaks.slice(0, Math.max(10, this.problem.n)).filter(({ peak }) => peak.value > least);
    for (const { sign, w } of fresh) program.add({ sign, w });
    return fresh.length;
  }

  /** Newton's method from the patterns that the neurons of the master's solution climb to. */
  private polish({ multipliers, net }: ProgramSolution): PricedCandidate | undefined {
    this.statistics.polishes++;
    const active = net.flatMap(({ sign, w, weight }): ActiveNeuron[] => {
      const peak = this.pricing.ascent.climb(coefficients(this.problem, sign, multipliers), w);
      return peak && weight > NEGLIGIBLE ? [{ sign, peak, weight }] : [];
    });
    const polished = newtonPolish(this.problem, multipliers, active);
    return polished && this.candidate(polished.multipliers, polished.net);
  }

  /**
   * Proves Σλ after scaling λ down until nine tenths of the gap are used up: the room makes the trees small.
   * Otherwise adds the neuron that refutes it.
   */
  private prove(
    program: NeuronProgram,
    { multipliers, net, upper }: Candidate,
  ): Solution | Failure | undefined {
    this.statistics.proofs++;
    const scale = upper / (1 + 0.9 * this.options.gap) / totalOf(this.problem, multipliers);
    const scaled = multipliers.map((value) => value * Math.min(1, scale));
    const trees: (readonly Step[])[] = [];
    for (const sign of SIGNS) {
      const c = coefficients(this.problem, sign, scaled);
      const result = this.timed('proof', () => this.search.prove(c, this.deadline));
      if (result.status === 'exhausted') return failed(result.reason);
      if (result.status === 'violated') {
        program.add({ sign, w: result.peak.w });
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
