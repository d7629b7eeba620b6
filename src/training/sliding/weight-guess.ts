/** Weights that differ by more than this from those of the stage before are not taken over. */
const MODERATE = 3;
/** How far past the end of a step its weights are extrapolated, in lengths of the step. */
const REACH = 0.5;

/** log p at the stages of one step. */
interface WeightCurve {
  start: number;
  length: number;
  /** Number of stages known, the start included. */
  known: number;
  readonly logs: readonly Float64Array[];
}

/**
 * Guesses the weights p at the stages of a step. log p follows the curve that the step before found, where that reaches so
 * far, as it does after a step that was too long, plus a polynomial through what the stages so far differ from it.
 */
export class WeightGuess {
  readonly #nodes: readonly number[];
  readonly #guess: Float64Array;
  #last: WeightCurve;
  #now: WeightCurve;

  /** nodes: when the stages of a step are, in lengths of the step. */
  constructor(points: number, nodes: readonly number[]) {
    const curve = (): WeightCurve => ({
      start: 0,
      length: 0,
      known: 0,
      logs: nodes.map(() => new Float64Array(points)),
    });
    this.#nodes = nodes;
    this.#guess = new Float64Array(points);
    this.#last = curve();
    this.#now = curve();
  }

  /** Begins a step from the weights p at a time. */
  begin(start: number, length: number, p: Float64Array): void {
    if (this.#now.known === this.#nodes.length) [this.#last, this.#now] = [this.#now, this.#last];
    Object.assign(this.#now, { start, length, known: 0 });
    this.record(p);
  }

  /** Tells the weights of the next stage. */
  record(p: Float64Array): void {
    const logs = this.#now.logs[this.#now.known++];
    for (let i = 0; i < p.length; i++) logs[i] = Math.log(p[i]);
  }

  /** The weights after part of a step all of whose stages are known, valid until the next call. */
  at(part: number): Float64Array {
    this.#guess.fill(0);
    for (const [node, weight] of polynomialWeights(this.#nodes, part).entries())
      for (let i = 0; i < this.#guess.length; i++) this.#guess[i] += weight * this.#now.logs[node][i];
    for (let i = 0; i < this.#guess.length; i++)
      this.#guess[i] = Number.isNaN(this.#guess[i]) ? 0 : Math.exp(this.#guess[i]);
    return this.#guess;
  }

  /** A guess for the next stage, valid until the next call. */
  next(): Float64Array {
    const { start, length, known, logs } = this.#now;
    const last = this.#last;
    const own = polynomialWeights(this.#nodes.slice(0, known), this.#nodes[known]);
    const follows = start + length <= last.start + (1 + REACH) * last.length;
    // log p_i at the next stage is Σ own_j log p_i(j), and the same of what the last curve has in excess.
    const others = last.logs.map(() => 0);
    if (follows) {
      const add = (stage: number, factor: number) => {
        const part = (start + this.#nodes[stage] * length - last.start) / last.length;
        for (const [node, weight] of polynomialWeights(this.#nodes, part).entries())
          others[node] += factor * weight;
      };
      add(known, 1);
      for (const [stage, weight] of own.entries()) add(stage, -weight);
    }
    const nearest = logs[known - 1];
    for (let i = 0; i < nearest.length; i++) {
      let log = 0;
      for (let stage = 0; stage < known; stage++) log += own[stage] * logs[stage][i];
      if (follows) for (const [node, weight] of others.entries()) log += weight * last.logs[node][i];
      const isModerate = Math.abs(log - nearest[i]) < Math.log(MODERATE);
      this.#guess[i] = Math.exp(isModerate ? log : nearest[i]);
    }
    return this.#guess;
  }
}

/** The weights of the values at some nodes in the value at `at` of the polynomial through them. */
function polynomialWeights(nodes: readonly number[], at: number): number[] {
  return nodes.map((own) =>
    nodes.reduce((product, other) => (other === own ? product : (product * (at - other)) / (own - other)), 1),
  );
}
