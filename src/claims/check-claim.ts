import { type StoredCase, storedCase } from './case-file.ts';
import { type CaseResult, inOrder } from './case-job.ts';
import { checkControl } from './check-control.ts';
import type { CheckOptions } from './check-options.ts';
import type { AnyClaim, Control } from './claim.ts';
import type { Decision, Refutation } from './decision.ts';
import { caseSeed, drawCase } from './seeds.ts';
import { shrinkCase } from './shrink.ts';
import {
  type ClaimReport,
  type ControlReport,
  LARGEST_OUTSIDE_SHARE,
  type UndecidedCase,
  type Verdict,
  WorstFigures,
} from './verdict.ts';

/** A stored case that refutes. */
export type Counterexample = StoredCase & { readonly decision: Refutation };

/** Decides a claim on freshly drawn cases, then its controls. Interrupted runs report what was decided. */
export async function checkClaim(
  claim: AnyClaim,
  options: CheckOptions & { cases: number },
): Promise<ClaimReport> {
  const check = new ClaimCheck(claim, options);
  await check.decide(options.cases);
  await check.decideControls();
  return check.report();
}

/** One claim being checked: its cases can be decided in several goes, always in the order of their seeds. */
export class ClaimCheck {
  private readonly claim: AnyClaim;
  private readonly options: CheckOptions;
  private readonly worst = new WorstFigures();
  private readonly undecidedCases: UndecidedCase[] = [];
  private readonly controls: ControlReport[] = [];
  private counterexample: { readonly stored: Counterexample; readonly file?: string } | undefined;
  private asked = 0;
  private drawn = 0;
  private supported = 0;
  private outside = 0;
  private measured = false;
  private milliseconds = 0;

  constructor(claim: AnyClaim, options: CheckOptions) {
    this.claim = claim;
    this.options = options;
  }

  /** Whether more cases would change nothing: a counterexample was found, or too few draws are cases. */
  get settled(): boolean {
    return this.counterexample !== undefined || this.hopeless;
  }

  /** Decides so many more cases of the claim itself, unless it is settled before or the run is interrupted. */
  async decide(more: number): Promise<void> {
    const started = performance.now();
    this.asked += more;
    while (this.cases < this.asked && !this.settled && !this.options.signal?.aborted) await this.decideNext();
    this.milliseconds += performance.now() - started;
  }

  /** Takes a counterexample that was found before, and has just been confirmed, for this claim's. */
  refuteWith(known: Counterexample, file?: string): void {
    this.counterexample = { stored: known, ...(file === undefined ? {} : { file }) };
  }

  /** Decides every control. */
  async decideControls(): Promise<void> {
    const started = performance.now();
    for (const control of this.claim.controls as Control<unknown, unknown>[])
      if (!this.options.signal?.aborted)
        this.controls.push(await checkControl(this.claim, control, this.options));
    this.milliseconds += performance.now() - started;
  }

  /** Gives up what was asked for and is not decided yet: the report is then about what was decided. */
  stop(): void {
    this.asked = this.cases;
  }

  report(): ClaimReport {
    const { claim, counterexample } = this;
    const decided = this.supported + (counterexample ? 1 : 0);
    const measured = this.measured || counterexample?.stored.decision.evidence === 'measured';
    return {
      id: claim.id,
      title: claim.title,
      source: claim.source,
      ...this.judge(),
      evidence: decided === 0 ? null : measured ? 'measured' : 'proved',
      cases: this.cases,
      undecided: this.undecidedCases.length,
      outside: this.outside,
      controls: this.controls,
      seconds: this.milliseconds / 1000,
      undecidedCases: this.undecidedCases,
      worst: this.worst.figures(),
      ...(claim.costly ? { costly: claim.costly.why } : {}),
      ...(counterexample ? { counterexample: counterexample.stored } : {}),
      ...(counterexample?.file ? { counterexampleFile: counterexample.file } : {}),
    };
  }

  private get cases(): number {
    return this.supported + this.undecidedCases.length + (this.counterexample ? 1 : 0);
  }

  private get hopeless(): boolean {
    return this.outside > 10 + 2 * LARGEST_OUTSIDE_SHARE * (this.cases + this.outside);
  }

  /** As many draws as cases are missing; a draw outside the hypotheses is made up for by the next go. */
  private async decideNext(): Promise<void> {
    const { claim, options } = this;
    const first = this.drawn;
    const draw = async (
      index: number,
      unwanted: AbortSignal,
    ): Promise<{ seed: number; result: CaseResult }> => {
      const seed = caseSeed(options.seed, claim.id, first + index);
      return { seed, result: await options.execute({ claim: claim.id, assert: 'stated', seed }, unwanted) };
    };
    const draws = inOrder(draw, this.asked - this.cases, options.parallel, options.signal);
    for await (const { seed, result } of draws) {
      this.drawn += 1;
      if ('outside' in result) this.outside += 1;
      else await this.include(seed, result.decision);
      const open = 'decision' in result && result.decision.outcome === 'undecided';
      options.onCase?.({ claim: claim.id, done: this.cases, of: this.asked, undecided: open });
      if (this.settled) break;
    }
  }

  private async include(seed: number, decision: Decision): Promise<void> {
    const { claim, options } = this;
    this.worst.include(decision);
    if (decision.outcome === 'supports') {
      this.supported += 1;
      this.measured ||= decision.evidence === 'measured';
    } else if (decision.outcome === 'undecided') {
      const drawn = drawnAgain(claim, seed);
      const file =
        drawn &&
        options.onUndecided?.(
          storedCase(claim.id, { run: options.seed, case: seed }, drawn.instance, decision),
        );
      this.undecidedCases.push({ seed, why: decision.why, ...(file ? { file } : {}) });
    } else {
      const found = await shrunken(claim, seed, options);
      const file = options.onCounterexample?.(found);
      this.counterexample = { stored: found, ...(file ? { file } : {}) };
    }
  }

  private judge(): { verdict: Verdict; why?: string } {
    const { cases, outside } = this;
    if (this.counterexample) return { verdict: 'refuted', why: this.counterexample.stored.decision.why };
    const unfinished = cases < this.asked || this.controls.length < this.claim.controls.length;
    if (this.options.signal?.aborted && unfinished)
      return { verdict: 'inconclusive', why: `interrupted after ${cases} of ${this.asked} cases` };
    if (cases === 0 && outside === 0)
      return { verdict: 'inconclusive', why: 'no case was decided in the time' };
    if (outside > LARGEST_OUTSIDE_SHARE * (cases + outside))
      return { verdict: 'vacuous', why: `${outside} of ${cases + outside} draws missed a hypothesis` };
    const [open] = this.undecidedCases;
    if (open) return { verdict: 'inconclusive', why: open.why };
    const passed = this.controls.find((control) => !control.refuted);
    if (passed) return { verdict: 'inconclusive', why: `control ${passed.id}: ${passed.why}` };
    return { verdict: 'holds' };
  }
}

/** A case, unless it is undecided because the claim's own code cannot draw it. */
function drawnAgain(claim: AnyClaim, seed: number): { readonly instance: unknown } | undefined {
  try {
    return { instance: drawCase<unknown>(claim.cases, seed) };
  } catch {
    return undefined;
  }
}

async function shrunken(claim: AnyClaim, seed: number, options: CheckOptions): Promise<Counterexample> {
  const decide = async (instance: unknown) =>
    options.execute({
      claim: claim.id,
      assert: 'stated',
      seed,
      instance: JSON.parse(JSON.stringify(instance)),
    });
  const refuted = async (instance: unknown) => {
    const result = await decide(instance);
    return 'decision' in result && result.decision.outcome === 'refutes';
  };
  const { instance } = await shrinkCase(claim.cases, seed, refuted, options.shrinkMilliseconds);
  const result = await decide(instance);
  if (!('decision' in result) || result.decision.outcome !== 'refutes')
    throw new Error(`claim ${claim.id} decides one case in two ways`);
  return storedCase(claim.id, { run: options.seed, case: seed }, instance, result.decision);
}
