/** How strongly a case was decided: an exact certificate was accepted, or numbers agreed at two precisions. */
export type Evidence = 'proved' | 'measured';

/** Numbers and words that a decision shows beside its outcome, by name. */
export type Figures = Readonly<Record<string, number | string>>;

/** What a claim's check says of one case. */
export type Decision =
  | { readonly outcome: 'supports'; readonly evidence: Evidence; readonly figures: Figures }
  | Refutation
  | { readonly outcome: 'undecided'; readonly why: string; readonly figures: Figures };

/** A case against the claim, and why in one sentence. */
export interface Refutation {
  readonly outcome: 'refutes';
  readonly evidence: Evidence;
  readonly why: string;
  readonly figures: Figures;
}

/** JSON has no infinities and no NaN: they are written in words. */
function inJson(figures: Figures): Figures {
  const entries = Object.entries(figures);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
    ]),
  );
}

export function supports(evidence: Evidence, figures: Figures = {}): Decision {
  return { outcome: 'supports', evidence, figures: inJson(figures) };
}

export function refutes(evidence: Evidence, why: string, figures: Figures = {}): Refutation {
  return { outcome: 'refutes', evidence, why, figures: inJson(figures) };
}

export function undecided(why: string, figures: Figures = {}): Decision {
  return { outcome: 'undecided', why, figures: inJson(figures) };
}

/** Of a case whose claim's own code did not come to a decision. */
export function codeFailed(error: unknown): Decision {
  return undecided(`the claim's code failed: ${error instanceof Error ? error.message : String(error)}`);
}

/**
 * Several aspects of one case taken together: refuted if one refutes, undecided if one is and none refutes,
 * and no stronger evidence than the weakest.
 */
export function allOf(decisions: readonly Decision[]): Decision {
  const figures = Object.assign({}, ...decisions.map((decision) => decision.figures)) as Figures;
  const refuting = decisions.find((decision) => decision.outcome === 'refutes');
  if (refuting) return { ...refuting, figures };
  const open = decisions.find((decision) => decision.outcome === 'undecided');
  if (open) return { ...open, figures };
  const proved = decisions.every((d) => d.outcome === 'supports' && d.evidence === 'proved');
  return supports(proved ? 'proved' : 'measured', figures);
}
