import type fc from 'fast-check';
import type { Certificate } from '../../oracles/certificate.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';

/**
 * A run of the flow with the exact point that it is said to tend to, at margin 1, and what is proved of that point. What is asserted of a
 * limit never comes from here: `standing.ts` reads it off the certificates, once the checker has accepted them.
 */
export interface Limit {
  readonly flow: FlowCase;
  /**
   * From a direction θ/‖θ‖ of the run to the direction of the limit; to the nearest one where a continuum (shares between neurons, hidden
   * bases) has the same certificates.
   */
  distance(direction: Float64Array): number;
  /** r of distance ∝ log(1/𝓛)^r, or of a bound on it: −½ for frozen parts at degree 2. */
  readonly rate: number;
  /**
   * That the point is KKT (`kkt` or `diagonal-kkt` with 0 and 0; or a margin certificate, from which the claim argues), and all that is
   * proved of its optimality.
   */
  readonly certificates: readonly Certificate[];
}

/** Rows of the table. */
export const ARCHITECTURES = [
  'fully connected linear, depth ≥ 2',
  'fully connected ReLU, depth 2',
  'fully connected ReLU, depth ≥ 3',
  'diagonal linear, depth 2',
  'diagonal ReLU, depth 2',
  'diagonal linear, depth ≥ 3',
  'convolution linear, n = 1',
  'convolution linear, n ≥ 2',
  'convolution ReLU, n = 1',
] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

/** Columns of the table: what is assumed of the limit. */
export const ASSUMPTIONS = ['no assumption', 'non-zero weights', 'non-zero pre-activations'] as const;
export type Assumption = (typeof ASSUMPTIONS)[number];

/** A family of runs that decides a cell of the table, or part of it. */
export interface CellEvidence<Case extends FlowCase = FlowCase> {
  /** Lower case and dashes: its certificates are filed under it. */
  readonly id: string;
  /** The claim that draws the same family. */
  readonly claim: string;
  readonly architecture: Architecture;
  /** The strongest assumption that the limits satisfy; they then belong to the cells of the weaker ones too. */
  readonly assumption: Assumption;
  /** Which starts lead there: "one neuron strictly dead, an open set". */
  readonly starts: string;
  /** The instances that the paper or our notes print. */
  readonly printed: readonly Case[];
  /** The family around them. */
  readonly cases: fc.Arbitrary<Case>;
  /** The exact limit of a run with its certificates, or why it has none. */
  limitOf(flow: Case): Limit | string;
}
