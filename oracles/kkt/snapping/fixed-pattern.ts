import type { Dataset } from '../../../src/data/dataset.ts';
import { innerProduct } from '../../../src/data/label-mean.ts';
import {
  addScaled,
  factorize,
  gram,
  type Matrix,
  scaleVector,
  solve,
  type Vector,
} from '../../../src/linalg/dense.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { rationalField } from '../../../src/numbers/rational-field.ts';
import { l2Margin } from '../../l2-margin.ts';
import type { KinkSlope } from '../certify.ts';
import type { Regime } from '../pattern.ts';
import { slopesOfSum } from './slopes-of-sum.ts';

/** f(x) = Σ_k a_k φ(⟨w_k,x⟩) with the a_k held, on data. */
export interface FixedOutputs {
  readonly data: Dataset;
  /** Slope of φ below 0. */
  readonly alpha: Rational;
  /** a_k ≠ 0. */
  readonly outputs: readonly Rational[];
}

/** What every neuron does at every point, [k][i]. */
export type FixedPattern = readonly (readonly Regime[])[];

/** The shortest hidden layer of margin 1 among those of a pattern, exactly. */
export interface FixedSolution {
  /** w_k, one row a neuron; 0 for one that is kinked at every point. */
  readonly weights: readonly (readonly Rational[])[];
  /** λ ≥ 0, one a point. */
  readonly multipliers: readonly Rational[];
}

const ZERO = Rational.ZERO;

/** Slope of φ by regime; a kink adds nothing to an output, as long as it is held. */
function slopeOf(alpha: Rational, regime: Regime): Rational {
  if (regime === 'kink') return ZERO;
  return regime === 'positive' ? Rational.ONE : alpha;
}

/**
 * On a pattern the margins are linear in the weights, so that the shortest weights of margin 1 are an ℓ2 max-margin separator: of the points
 * x_i lifted to (a_k σ_ki P_k x_i)_k, where P_k projects off the points that neuron k is kinked at. Undefined where no weights of the pattern separate the data.
 */
export function solveFixedPattern(
  { data, alpha, outputs }: FixedOutputs,
  pattern: FixedPattern,
): FixedSolution | undefined {
  const blocks = outputs.map((output, k) => {
    const kinked = data.x.filter((_, i) => pattern[k]![i] === 'kink');
    const rows = kinked.length === data.x.length ? data.x.map(zeros) : projectedOff(data.x, kinked);
    return rows.map((row, i) => {
      const factor = output.mul(slopeOf(alpha, pattern[k]![i]!));
      return row.map((value) => value.mul(factor));
    });
  });
  const lifted = data.x.map((_, i) => blocks.flatMap((rows) => rows[i]!));
  const optimum = l2Margin({ name: data.name, x: lifted, y: data.y });
  if (optimum.status !== 'optimal') return undefined;
  const dimension = data.x[0]!.length;
  return {
    weights: outputs.map((_, k) => optimum.w.slice(k * dimension, (k + 1) * dimension)),
    multipliers: optimum.multipliers,
  };
}

const zeros = (row: Vector<Rational>) => row.map(() => ZERO);

/** Every point less its projection on the span of some vectors. */
function projectedOff(x: Matrix<Rational>, held: Matrix<Rational>): Matrix<Rational> {
  const basis: Vector<Rational>[] = [];
  for (const row of held) {
    basis.push(row);
    if (!factorize(rationalField, gram(rationalField, basis))) basis.pop();
  }
  return x.map((row) => {
    const parts = coefficientsIn(basis, row)!;
    return basis.reduce((left, other, j) => addScaled(rationalField, left, parts[j]!.neg(), other), [...row]);
  });
}

/** Those of the projection of a vector on the span of others; undefined where these depend on each other. */
function coefficientsIn(basis: Matrix<Rational>, v: Vector<Rational>): readonly Rational[] | undefined {
  return solve(
    rationalField,
    gram(rationalField, basis),
    basis.map((row) => innerProduct(row, v)),
  );
}

/** The pattern and its solution, and the slopes of the pairs on their kinks that make it a KKT point. */
export interface FixedPoint extends FixedSolution {
  readonly pattern: FixedPattern;
  readonly slopes: readonly KinkSlope[];
}

/** A regime that a solution has itself and that it was not solved for. */
interface Repair {
  readonly neuron: number;
  readonly point: number;
  readonly regime: Regime;
}
type Repairs = readonly Repair[];

/**
 * Holds a solution against its pattern. Kinks need slopes from α to 1 that make up the pull which w_k lacks, and go to the side that they are pulled to where there are
 * none. A pair whose pre-activation has the other sign changes sides; at a support vector that the neuron works against it is held on the kink between, where the flow would
 * slide.
 * @returns why not, where kinks that depend on each other have no slopes.
 */
export function judge(
  net: FixedOutputs,
  pattern: FixedPattern,
  solution: FixedSolution,
): FixedPoint | Repairs | string {
  const { data, alpha } = net;
  const { weights, multipliers } = solution;
  const repairs: Repair[] = [];
  const slopes: KinkSlope[] = [];
  for (const neuron of pattern.keys()) {
    const held = holdKinks(net, pattern, solution, neuron);
    if (!held) return 'no slopes hold a neuron at its kinks';
    slopes.push(...held.slopes);
    repairs.push(...held.repairs);
  }
  pattern.forEach((regimes, neuron) => {
    const own = weights[neuron]!;
    // A neuron that died keeps the side on which it did.
    if (own.every((value) => value.sign() === 0)) return;
    regimes.forEach((regime, point) => {
      if (regime === 'kink') return;
      const side = innerProduct(own, data.x[point]!).sign();
      const isSupport = multipliers[point]!.sign() > 0;
      if (side === 0 && isSupport) slopes.push({ neuron, point, slope: slopeOf(alpha, regime) });
      if (side === 0 || side > 0 === (regime === 'positive')) return;
      const slides = isSupport && worksAgainst(net, neuron, point);
      repairs.push({ neuron, point, regime: slides ? 'kink' : side > 0 ? 'positive' : 'negative' });
    });
  });
  return repairs.length > 0 ? repairs : { ...solution, pattern, slopes };
}

/** Slopes of a neuron on its kinks, or where these go that have none; undefined where that cannot be told one by one. */
function holdKinks(
  { data, alpha, outputs }: FixedOutputs,
  pattern: FixedPattern,
  { weights, multipliers }: FixedSolution,
  neuron: number,
): { readonly slopes: readonly KinkSlope[]; readonly repairs: readonly Repair[] } | undefined {
  const regimes = pattern[neuron]!;
  const kinked = [...regimes.keys()].filter((i) => regimes[i] === 'kink');
  const pulls = data.x.map((row, i) => {
    const pull = outputs[neuron]!.mul(multipliers[i]!);
    return scaleVector(rationalField, data.y[i] === 1 ? pull : pull.neg(), row);
  });
  // What slopes on kinks must make up for.
  const lack = pulls.reduce<Vector<Rational>>(
    (left, pull, i) => addScaled(rationalField, left, slopeOf(alpha, regimes[i]!).neg(), pull),
    weights[neuron]!,
  );
  const forces = coefficientsIn(
    kinked.map((i) => data.x[i]!),
    lack,
  );
  if (!forces) {
    const supporting = kinked.filter((i) => multipliers[i]!.sign() > 0);
    const found = slopesOfSum(
      supporting.map((i) => pulls[i]!),
      alpha,
      lack,
    );
    return (
      found && { slopes: found.map((slope, at) => ({ neuron, point: supporting[at]!, slope })), repairs: [] }
    );
  }
  const slopes: KinkSlope[] = [];
  const repairs: Repair[] = [];
  kinked.forEach((point, at) => {
    const force = forces[at]!;
    const size = outputs[neuron]!.mul(multipliers[point]!);
    const pull = data.y[point] === 1 ? size : size.neg();
    if (pull.sign() === 0) {
      if (force.sign() !== 0)
        repairs.push({ neuron, point, regime: force.sign() > 0 ? 'negative' : 'positive' });
      return;
    }
    const slope = force.div(pull);
    // More force than slope 1 gives, against the neuron, leaves it above the kink; with it, below.
    const excess =
      slope.compare(Rational.ONE) > 0 ? pull.sign() : slope.compare(alpha) < 0 ? -pull.sign() : 0;
    if (excess === 0) slopes.push({ neuron, point, slope });
    else repairs.push({ neuron, point, regime: excess < 0 ? 'positive' : 'negative' });
  });
  return { slopes, repairs };
}

/** Whether a larger activation lowers the margin: where the flow can slide along the kink, and q is concave. */
export function worksAgainst({ data, outputs }: FixedOutputs, neuron: number, point: number): boolean {
  return outputs[neuron]!.sign() !== data.y[point];
}
