import type { AnyClaim, Control, Hypothesis } from '../../claims/claim.ts';
import type { Evidence, Figures } from '../../claims/decision.ts';
import type { ClaimReport, ControlReport, UndecidedCase, Verdict } from '../../claims/verdict.ts';

/** Everything that a page about one paper shows: the page is a function of this object alone. */
export interface PaperReport {
  readonly format: 'farkas/report@1';
  readonly paper: string;
  readonly run: RunOfReport;
  readonly claims: readonly ClaimOfReport[];
  readonly exhibits: readonly ExhibitOfReport[];
}

/** How to run the same again. */
export interface RunOfReport {
  readonly seed: number;
  readonly profile: string;
  /** Cases a claim, where they were not the profile's. */
  readonly runs?: number;
  /** The command line that repeats it, where that is not `farkas report`. */
  readonly command?: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** A claim in words, and what became of it. `seconds` is the only part that differs between two runs of one seed. */
export interface ClaimOfReport {
  readonly id: string;
  readonly title: string;
  readonly citation: string;
  readonly statement: string;
  readonly differs?: string;
  readonly costly?: string;
  readonly hypotheses: readonly { readonly id: string; readonly statement: string }[];
  readonly verdict: Verdict;
  readonly evidence: Evidence | null;
  readonly cases: number;
  readonly undecided: number;
  readonly undecidedCases: readonly UndecidedCase[];
  readonly why?: string;
  readonly worst: Figures;
  readonly controls: readonly (ControlReport & { readonly statement: string })[];
  readonly seconds: number;
}

export interface ExhibitOfReport {
  readonly id: string;
  readonly title: string;
  readonly markdown: string;
  readonly data: unknown;
}

export function claimOfReport(claim: AnyClaim, report: ClaimReport): ClaimOfReport {
  const controls = claim.controls as Control<unknown, unknown>[];
  const hypotheses = claim.hypotheses as Hypothesis<unknown>[];
  return {
    id: claim.id,
    title: claim.title,
    citation: claim.source.citation,
    statement: claim.statement,
    ...(claim.differs ? { differs: claim.differs } : {}),
    ...(report.costly ? { costly: report.costly } : {}),
    hypotheses: hypotheses.map(({ id, statement }) => ({ id, statement })),
    verdict: report.verdict,
    evidence: report.evidence,
    cases: report.cases,
    undecided: report.undecided,
    undecidedCases: report.undecidedCases.map(({ seed, why }) => ({ seed, why })),
    ...(report.why ? { why: report.why } : {}),
    worst: report.worst,
    controls: report.controls.map((control) => ({
      ...control,
      statement: controls.find(({ id }) => id === control.id)!.statement,
    })),
    seconds: report.seconds,
  };
}
