import { LocalAscent, type Peak } from './local-ascent.ts';
import { createMaster, type Master, type MasterSolution, type SolverName } from './master.ts';
import { type ActiveNeuron, newtonPolish } from './newton-polish.ts';
import { leakyRelu, type PricingProblem } from './pricing-problem.ts';
import { type Step, TreeSearch } from './tree-search.ts';

/** A neuron in the primal: sign · weight · φ(⟨w,x⟩), ‖w‖ = 1. */
export interface Neuron {
  readonly sign: 1 | -1;
  readonly w: Float64Array;
  readonly weight: number;
}

/** A primal net and proved multipliers in float64; V* lies between their values. */
export interface Solution {
  readonly status: 'solved';
  readonly neurons: readonly Neuron[];
  readonly multipliers: Float64Array;
  readonly positive: readonly Step[];
  readonly negative: readonly Step[];
}

export interface Failure {
  readonly status: 'failed';
  readonly reason: string;
}

export interface Statistics {
  rounds: number;
  columns: number;
  polishes: number;
  proofs: number;
  steps: number;
  seconds: { master: number; pricing: number; polish: number; proof: number };
}

export interface Options {
  readonly gap: number;
  readonly solver: SolverName;
  readonly seconds: number;
  readonly onRound?: ((estimate: { lower: number; upper: number }) => void) | undefined;
}

interface Column {
  readonly sign: 1 | -1;
  readonly w: Float64Array;
}

interface Candidate {
  readonly multipliers: Float64Array;
  readonly neurons: readonly Neuron[];
  /** Σ c / least margin: V* is at most this. */
  readonly upper: number;
}

const SIGNS = [1, -1] as const;

/** Column generation on one problem. */
export class ColumnGeneration {
  readonly statistics: Statistics = {
    rounds: 0,
    columns: 0,
    polishes: 0,
    proofs: 0,
    steps: 0,
    seconds: { master: 0, pricing: 0, polish: 0, proof: 0 },
  };
  private readonly problem: PricingProblem;
  private readonly options: Options;
  private readonly ascent: LocalAscent;
  private readonly search: TreeSearch;
  private readonly columns: Column[] = [];
  private master!: Master;
  private readonly random = uniform();

  constructor(problem: PricingProblem, options: Options) {
    this.problem = problem;
    this.options = options;
    this.ascent = new LocalAscent(problem);
    this.search = new TreeSearch(problem, this.ascent);
  }

  async solve(): Promise<Solution | Failure> {
    const { problem, options } = this;
    const deadline = performance.now() + 1000 * options.seconds;
    this.master = await createMaster(options.solver, problem.goal, 1e8);
    try {
      this.addStarts();
      for (;;) {
        if (performance.now() > deadline) return { status: 'failed', reason: 'time' };
        const outcome = this.round();
        if (outcome) return outcome;
      }
    } finally {
      this.master.dispose();
    }
  }

  private addStarts(): void {
    const { n, d, x } = this.problem;
    for (let i = 0; i < n; i++) {
      const point = x.subarray(i * d, (i + 1) * d);
      const length = Math.hypot(...point);
      for (const sign of SIGNS)
        for (const side of SIGNS)
          this.addColumn(
            sign,
            point.map((value) => (side * value) / length),
          );
    }
  }

  private addColumn(sign: 1 | -1, w: Float64Array): void {
    this.columns.push({ sign, w });
    this.statistics.columns++;
    this.master.add(this.outputs(sign, w));
  }

  private outputs(sign: 1 | -1, w: Float64Array): Float64Array {
    const { n, d, x, y, alpha } = this.problem;
    const result = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let z = 0;
      for (let j = 0; j < d; j++) z += x[i * d + j]! * w[j]!;
      result[i] = sign * y[i]! * leakyRelu(z, alpha);
    }
    return result;
  }

  private round(): Solution | Failure | undefined {
    const { options, statistics } = this;
    statistics.rounds++;
    const solution = this.timed('master', () => this.master.solve());
    if (!solution) return { status: 'failed', reason: 'master' };
    const priced = this.timed('pricing', () => this.price(solution.multipliers, this.leading(solution)));
    const most = Math.max(1, ...priced.map(({ peak }) => peak.value));
    const candidate = this.candidateOf(solution);
    const lower = this.total(solution.multipliers) / most;
    options.onRound?.({
      lower: lower / 2 ** this.problem.leastExponent,
      upper: candidate.upper / 2 ** this.problem.leastExponent,
    });
    const fresh = this.addFresh(priced);
    if (candidate.upper <= lower * (1 + options.gap / 4)) {
      const proved = this.prove(candidate);
      if (proved) return proved;
      return undefined;
    }
    if (fresh === 0 || (most < 1 + 1e-4 && statistics.rounds % 3 === 0)) {
      const polished = this.timed('polish', () => this.polish(solution));
      if (polished) {
        const check = this.timed('pricing', () =>
          this.price(
            polished.multipliers,
            polished.neurons.map((v) => ({ sign: v.sign, w: v.w })),
          ),
        );
        const worst = Math.max(...check.map(({ peak }) => peak.value));
        const added = this.addFresh(check);
        if (polished.upper <= (this.total(polished.multipliers) / worst) * (1 + options.gap / 2)) {
          const proved = this.prove(polished);
          if (proved) return proved;
        } else if (fresh + added === 0) return { status: 'failed', reason: 'stalled after polish' };
      } else if (fresh === 0) return { status: 'failed', reason: 'stalled' };
    }
    return undefined;
  }

  private timed<T>(phase: keyof Statistics['seconds'], work: () => T): T {
    const start = performance.now();
    const result = work();
    this.statistics.seconds[phase] += (performance.now() - start) / 1000;
    return result;
  }

  private total(multipliers: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < multipliers.length; i++) sum += multipliers[i]! * this.problem.goal[i]!;
    return sum;
  }

  private leading({ weights }: MasterSolution): Column[] {
    return this.columns.filter((_, k) => weights[k]! > 1e-9);
  }

  private candidateOf({ multipliers, weights }: MasterSolution): Candidate {
    const neurons: Neuron[] = [];
    this.columns.forEach(({ sign, w }, k) => {
      if (weights[k]! > 0) neurons.push({ sign, w, weight: weights[k]! });
    });
    return this.candidate(multipliers, neurons);
  }

  private candidate(multipliers: Float64Array, neurons: readonly Neuron[]): Candidate {
    const margins = new Float64Array(this.problem.n);
    let norm = 0;
    for (const { sign, w, weight } of neurons) {
      norm += weight * Math.hypot(...w);
      this.outputs(sign, w).forEach((output, i) => {
        margins[i]! += weight * output;
      });
    }
    let least = Number.POSITIVE_INFINITY;
    margins.forEach((margin, i) => {
      least = Math.min(least, margin / this.problem.goal[i]!);
    });
    return { multipliers, neurons, upper: least > 0 ? norm / least : Number.POSITIVE_INFINITY };
  }

  /** c_i = sign · y_i λ_i. */
  private signed(sign: 1 | -1, multipliers: Float64Array): Float64Array {
    return multipliers.map((value, i) => sign * this.problem.y[i]! * value);
  }

  private price(multipliers: Float64Array, starts: readonly Column[]): { sign: 1 | -1; peak: Peak }[] {
    const { n, d, x } = this.problem;
    const found: { sign: 1 | -1; peak: Peak }[] = [];
    for (const sign of SIGNS) {
      const c = this.signed(sign, multipliers);
      const climb = (start: Float64Array) => {
        const peak = this.ascent.climb(c, start);
        if (peak && !found.some((other) => other.sign === sign && isSame(other.peak.w, peak.w)))
          found.push({ sign, peak });
      };
      for (const start of starts) if (start.sign === sign) climb(start.w);
      for (let i = 0; i < n; i++) {
        const point = x.subarray(i * d, (i + 1) * d);
        climb(point);
        climb(point.map((value) => -value));
      }
      for (let k = 0; k < n; k++) climb(Float64Array.from({ length: d }, () => this.random() - 0.5));
    }
    return found;
  }

  private addFresh(priced: readonly { sign: 1 | -1; peak: Peak }[]): number {
    const fresh = priced
      .filter(({ peak }) => peak.value > 1 + 1e-11)
      .sort((a, b) => b.peak.value - a.peak.value)
      .slice(0, Math.max(10, this.problem.n));
    for (const { sign, peak } of fresh) this.addColumn(sign, peak.w);
    return fresh.length;
  }

  private polish(solution: MasterSolution): Candidate | undefined {
    this.statistics.polishes++;
    const active: ActiveNeuron[] = [];
    this.columns.forEach(({ sign, w }, k) => {
      const weight = solution.weights[k]!;
      if (weight <= 1e-9) return;
      const peak = this.ascent.climb(this.signed(sign, solution.multipliers), w);
      if (!peak) return;
      const same = active.findIndex(
        (other) => other.sign === sign && isSamePattern(this.problem, other.peak.w, peak.w),
      );
      if (same < 0) active.push({ sign, peak, weight });
      else active[same] = { ...active[same]!, weight: active[same]!.weight + weight };
    });
    const polished = newtonPolish(this.problem, solution.multipliers, active);
    return polished && this.candidate(polished.multipliers, polished.neurons);
  }

  /** Proves Σλ for multipliers scaled down until the gap is used up; adds the neuron that refutes them otherwise. */
  private prove(candidate: Candidate): Solution | undefined {
    this.statistics.proofs++;
    const scale = candidate.upper / (1 + 0.9 * this.options.gap) / this.total(candidate.multipliers);
    const multipliers = candidate.multipliers.map((value) => value * Math.min(1, scale));
    const trees: (readonly Step[])[] = [];
    for (const sign of SIGNS) {
      const outcome = this.timed('proof', () => this.search.prove(this.signed(sign, multipliers), 1e6));
      if (outcome.status === 'violated') this.addColumn(sign, outcome.peak.w);
      if (outcome.status !== 'proved') return undefined;
      this.statistics.steps += outcome.steps.length;
      trees.push(outcome.steps);
    }
    return {
      status: 'solved',
      neurons: candidate.neurons,
      multipliers,
      positive: trees[0]!,
      negative: trees[1]!,
    };
  }
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  for (let j = 0; j < a.length; j++) if (Math.abs(a[j]! - b[j]!) > 1e-9) return false;
  return true;
}

function isSamePattern({ n, d, x }: PricingProblem, a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < n; i++) {
    let p = 0;
    let q = 0;
    for (let j = 0; j < d; j++) {
      p += x[i * d + j]! * a[j]!;
      q += x[i * d + j]! * b[j]!;
    }
    const kinkA = Math.abs(p) < 1e-9;
    const kinkB = Math.abs(q) < 1e-9;
    if (kinkA !== kinkB || (!kinkA && p > 0 !== q > 0)) return false;
  }
  return true;
}

/** The same numbers in [0, 1) every time (Numerical Recipes' generator): the oracle is a function of its input. */
function uniform(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
