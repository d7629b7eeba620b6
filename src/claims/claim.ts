import type fc from 'fast-check';
import type { z } from 'zod';
import type { Dataset } from '../data/dataset.ts';
import type { Decision } from './decision.ts';

/** Where a claim comes from. `section` only where the paper's own numbering was confirmed. */
export interface Source {
  readonly paper: 'foundations' | 'lyu2021' | 'vardi2022' | 'kou2023' | 'moroshko2020' | (string & {});
  readonly citation: string;
  readonly section?: string;
}

/** One assumption of a claim, stated on its own so that it can be dropped on its own. */
export interface Hypothesis<Case> {
  readonly id: string;
  readonly statement: string;
  holds(instance: Case): boolean;
  /** Cases that need not satisfy this hypothesis but do satisfy all others: what a hunt without it draws from. */
  readonly without?: fc.Arbitrary<Case>;
}

/**
 * A run that the claim's own check must refute: cases that violate a named hypothesis, or a wrong variant of
 * the prediction, or both. A claim whose control is not refuted proves nothing.
 */
export interface Control<Case, Variant> {
  readonly id: string;
  readonly statement: string;
  readonly cases?: fc.Arbitrary<Case>;
  readonly variant?: Variant;
  /** What holds there instead; the same check must support it. */
  readonly instead?: Variant;
  /** 'every' drawn case must be refuted (default), or 'some' case among those drawn. */
  readonly refutes?: 'every' | 'some';
}

/** Paths of arrays that are indexed together, by what the index counts. */
export type Axes = Readonly<Record<string, readonly string[]>>;

/** How many cases of a slow claim the profiles run instead of their usual number, and why. */
export interface Costly {
  readonly quick: number;
  readonly full: number;
  readonly why: string;
}

/**
 * A statement that can be decided case by case.
 *
 * `decide` takes what is asserted as its second argument: the claim's own `prediction`, or the variant that a
 * control substitutes, so that claim and control run the same code. It may throw only on an internal error.
 */
export interface Claim<Case, Variant = unknown> {
  readonly id: string;
  readonly title: string;
  readonly source: Source;
  readonly statement: string;
  /** Where this statement differs from the paper's own, and why; shown in the reports. */
  readonly differs?: string;
  readonly hypotheses: readonly Hypothesis<Case>[];
  /** Draws that satisfy every hypothesis by construction (at least 90 % of them: else `vacuous`). */
  readonly cases: fc.Arbitrary<Case>;
  /** Reads a case back from exact JSON; `JSON.stringify(instance)` writes it. */
  readonly caseSchema: z.ZodType<Case>;
  readonly prediction: Variant;
  decide(instance: Case, asserted: Variant): Decision | Promise<Decision>;
  readonly controls: readonly Control<Case, Variant>[];
  /** Name of the figure that grows as a case comes nearer to refuting the claim: what a hunt makes larger. */
  readonly gap?: string;
  /**
   * Which arrays of a case's JSON are indexed together, by what the index counts, so that a counterexample can be cut:
   * `{ points: ['data.x', 'data.y'], coordinates: ['data.x.*', 'start.w.*'] }`. A star stands for every index.
   */
  readonly axes?: Axes;
  /** Cases with one part less (a neuron, a layer, …), where its numbers are no entries of lists that `axes` could name. */
  smaller?(instance: Case): readonly Case[];
  /** Fewer cases than the profiles' usual numbers, where one case takes long. */
  readonly costly?: Costly;
  /** Cases on somebody's own data, or why the claim does not speak of it. */
  onData?(data: Dataset): fc.Arbitrary<Case> | { readonly unmet: string };
}

/** A claim of any case type, as the catalogue holds them. */
// biome-ignore lint/suspicious/noExplicitAny: existential type; every use goes through the claim's own functions
export type AnyClaim = Claim<any, any>;

/** Ids of the hypotheses that an instance violates. */
export function violated<Case>(claim: Claim<Case>, instance: Case): string[] {
  return claim.hypotheses.filter((h) => !h.holds(instance)).map((h) => h.id);
}
