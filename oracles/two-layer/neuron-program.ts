import type { SolverName } from '../solvers.ts';
import { createMaster, type Master } from './master.ts';
import { type Neuron, neuronOutputs, type WeightedNeuron } from './net-bound.ts';
import { SIGNS } from './pricing.ts';
import type { PricingProblem } from './pricing-problem.ts';

/** Multipliers of rows start below the first, which keeps the first programs tame, and may grow to the last. */
const BOXES = { first: 1e4, factor: 100, last: 1e10 };

/** An optimum over the neurons of the program. */
export interface ProgramSolution {
  readonly multipliers: Float64Array;
  /** The neurons with c > 0. */
  readonly net: readonly WeightedNeuron[];
  /** Whether some λ is at its limit, where the true program has none. */
  readonly isBoxed: boolean;
}

/** The master program together with the neurons that are its rows. */
export class NeuronProgram {
  private readonly problem: PricingProblem;
  private readonly master: Master;
  private readonly neurons: Neuron[] = [];
  /** The rows, one a neuron. */
  private readonly outputs: Float64Array[] = [];
  private box: number = BOXES.first;

  private constructor(problem: PricingProblem, master: Master) {
    this.problem = problem;
    this.master = master;
  }

  /** Starts with the directions ±x_i, each with both signs. */
  static async create(problem: PricingProblem, solver: SolverName): Promise<NeuronProgram> {
    const program = new NeuronProgram(problem, await createMaster(solver, problem.goal, BOXES.first));
    const { n, d, x } = problem;
    for (let i = 0; i < n; i++) {
      const point = x.subarray(i * d, (i + 1) * d);
      const length = Math.hypot(...point);
      for (const sign of SIGNS)
        for (const side of SIGNS) program.add({ sign, w: point.map((value) => (side * value) / length) });
    }
    return program;
  }

  /** Number of neurons. */
  get size(): number {
    return this.neurons.length;
  }

  add(neuron: Neuron): void {
    const outputs = neuronOutputs(this.problem, neuron);
    this.neurons.push(neuron);
    this.outputs.push(outputs);
    this.master.add(outputs);
  }

  /** Undefined when the solver reports anything but an optimum. */
  solve(): ProgramSolution | undefined {
    const solution = this.master.solve();
    if (!solution) return undefined;
    const net: WeightedNeuron[] = [];
    solution.weights.forEach((weight, k) => {
      if (weight > 0) net.push({ ...this.neurons[k]!, weight });
    });
    const { multipliers } = solution;
    return { multipliers, net, isBoxed: multipliers.some((value) => value >= this.box * (1 - 1e-9)) };
  }

  /** Raises the limit of λ; false when it is as high as float64 allows. */
  widen(): boolean {
    if (this.box >= BOXES.last) return false;
    this.box *= BOXES.factor;
    this.master.widen(this.box);
    return true;
  }

  /** The largest F that λ reaches at a neuron of the program: above 1 only by the solver's tolerance, if λ is its own. */
  reached(multipliers: Float64Array): number {
    let most = 0;
    for (const outputs of this.outputs) {
      let value = 0;
      for (let i = 0; i < outputs.length; i++) value += outputs[i]! * multipliers[i]!;
      most = Math.max(most, value);
    }
    return most;
  }

  /** Releases the solver's memory. */
  dispose(): void {
    this.master.dispose();
  }
}
