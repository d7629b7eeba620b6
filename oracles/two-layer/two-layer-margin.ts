import type { Dataset } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { type Certificate, certificateData } from '../certificate.ts';
import { checkCertificate, MAX_CERTIFICATE_LENGTH } from '../checker/check.ts';
import type { SolverName } from '../solvers.ts';
import { certify, type ExactNeuron } from './certificate.ts';
import { ColumnGeneration, type Statistics } from './column-generation.ts';
import { pricingProblem } from './pricing-problem.ts';
import { representatives } from './representatives.ts';

/** Least relative gap that float64 leaves can prove. */
export const MIN_GAP = 1e-10;

export interface TwoLayerOptions {
  /** Slope of the leaky ReLU on negative inputs, 0 (ReLU) to 1 (linear). */
  readonly alpha: Rational;
  /** Largest relative gap upper/lower − 1 of an optimum, at least MIN_GAP. Default 1e-9. */
  readonly gap?: number;
  /** Who solves the master program. Default 'highs'. */
  readonly solver?: SolverName;
  /** Seconds after which the answer is 'undecided'. Default 60. */
  readonly budget?: number;
  /** Called once a round with estimates (not proved) of V*. */
  readonly onProgress?: (progress: { readonly lower: number; readonly upper: number }) => void;
}

/** V* is between lower and upper, proved; upper/lower − 1 ≤ gap. */
export interface TwoLayerOptimum {
  readonly status: 'optimal';
  /** Proved bounds of V* = min Σ_k ‖v_k‖ over nets Σ_k s_k φ(⟨v_k,x⟩) with least margin 1. */
  readonly value: { readonly lower: Rational; readonly upper: Rational };
  /** The same for the largest normalised margin of any width, 1/(2V*). */
  readonly margin: { readonly lower: Rational; readonly upper: Rational };
  /** A net that reaches the lower bound of the margin. */
  readonly neurons: readonly ExactNeuron[];
  readonly certificate: Certificate;
  readonly statistics: Statistics;
}

/** No net of any width classifies every point. */
export interface TwoLayerInfeasible {
  readonly status: 'infeasible';
  /** n numbers ≥ 0, not all 0, with Σ λ_i y_i φ(⟨w,x_i⟩) = 0 for every w. */
  readonly multipliers: readonly Rational[];
  readonly certificate: Certificate;
}

export interface TwoLayerUndecided {
  readonly status: 'undecided';
  readonly reason: string;
  readonly statistics: Statistics;
}

export type TwoLayerMargin = TwoLayerOptimum | TwoLayerInfeasible | TwoLayerUndecided;

/**
 * The largest normalised margin min_i y_i f_θ(x_i)/‖θ‖² that two-layer leaky ReLU nets of any width reach, with a net and
 * a certificate that no net does better. An optimum is returned only after the checker accepted its certificate.
 * @throws RangeError when alpha is not from 0 to 1 or gap is below MIN_GAP.
 */
export async function twoLayerMargin(data: Dataset, options: TwoLayerOptions): Promise<TwoLayerMargin> {
  const { alpha, gap = 1e-9, solver = 'highs', budget = 60, onProgress } = options;
  if (alpha.sign() < 0 || alpha.compare(Rational.ONE) > 0)
    throw new RangeError(`expected alpha from 0 to 1, found ${alpha}`);
  if (!(gap >= MIN_GAP)) throw new RangeError(`expected a gap of at least ${MIN_GAP}, found ${gap}`);
  const found = representatives(data, alpha);
  if (found.status === 'infeasible') return infeasible(data, alpha, found.multipliers);

  const problem = pricingProblem(data, found.points, alpha.toNumber());
  const unit = 2 ** problem.leastExponent;
  const generation = new ColumnGeneration(problem, {
    gap,
    solver,
    budget: 1000 * budget,
    onRound: onProgress && ((lower, upper) => onProgress({ lower: lower / unit, upper: upper / unit })),
  });
  const solution = await generation.solve();
  const { statistics } = generation;
  if (solution.status === 'failed') return { status: 'undecided', reason: solution.reason, statistics };
  const certified = certify(data, alpha, problem, solution);
  if (!certified)
    return { status: 'undecided', reason: 'the net misses a point once it is rounded', statistics };
  const { lower, upper, neurons, certificate } = certified;
  const objection = objectionTo(certificate) ?? objectionToGap(lower, upper, gap);
  if (objection) return { status: 'undecided', reason: objection, statistics };
  const half = Rational.of(1n, 2n);
  return {
    status: 'optimal',
    value: { lower, upper },
    margin: { lower: half.div(upper), upper: half.div(lower) },
    neurons,
    certificate,
    statistics,
  };
}

/** Why the certificate is none that can be handed out; undefined when the checker accepts it. */
function objectionTo(certificate: Certificate): string | undefined {
  const { length } = JSON.stringify(certificate);
  if (length > MAX_CERTIFICATE_LENGTH)
    return `the certificate of ${length} characters is longer than the checker reads`;
  const check = checkCertificate(certificate);
  return check.accepted ? undefined : `the certificate is rejected: ${check.path}: ${check.message}`;
}

function objectionToGap(lower: Rational, upper: Rational, gap: number): string | undefined {
  const most = lower.mul(Rational.ONE.add(Rational.fromDouble(gap)));
  return upper.compare(most) > 0 ? `the proved gap is ${upper.div(lower).toNumber() - 1}` : undefined;
}

function infeasible(data: Dataset, alpha: Rational, multipliers: readonly Rational[]): TwoLayerInfeasible {
  const combination = multipliers.flatMap((weight, point) =>
    weight.sign() === 0 ? [] : [{ point, weight: String(weight) }],
  );
  return {
    status: 'infeasible',
    multipliers,
    certificate: {
      format: 'farkas/certificate@1',
      claim: { kind: 'two-layer-infeasible', alpha: String(alpha) },
      data: certificateData(data),
      solution: {},
      derivation: { combination },
    },
  };
}
