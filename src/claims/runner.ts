import type { StoredCase } from './case-file.ts';
import { type AnyClaim, type Control, violated } from './claim.ts';
import type { Decision, Evidence } from './decision.ts';
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

export interface RunOptions {
  readonly seed: number;
  /** Cases of the claim itself. */
  readonly cases: number;
  /** Cases of every control. */
  readonly controlCases: number;
  readonly shrinkMilliseconds: number;
  readonly signal?: AbortSignal;
  onCase?(progress: { claim: string; control?: string; done: number; of: number }): void;
  /** Called with every counterexample, the controls' included; returns where it was stored. */
  onCounterexample?(stored: StoredCase): string;
}

/** Lets timers and signals in between two cases, which themselves are synchronous computation. */
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Decides a claim on freshly drawn cases, then its controls. Interrupted runs report what was decided. */
export async function checkClaim(claim: AnyClaim, options: RunOptions): Promise<ClaimReport> {
  const started = performance.now();
  const worst = new WorstFigures();
  const undecidedCases: UndecidedCase[] = [];
  let evidence: Evidence = 'proved';
  let decided = 0;
  let outside = 0;
  let counterexample: StoredCase | undefined;

  for (let index = 0; decided + undecidedCases.length < options.cases; index++) {
    if (options.signal?.aborted || counterexample) break;
    if (outside > 10 + LARGEST_OUTSIDE_SHARE * index * 2) break;
    await breathe();
    const seed = caseSeed(options.seed, claim.id, index);
    const instance = drawCase(claim.cases, seed);
    if (violated(claim, instance).length > 0) {
      outside += 1;
      continue;
    }
    const decision = await claim.decide(instance, claim.prediction);
    worst.include(decision);
    if (decision.outcome === 'undecided') undecidedCases.push({ seed, why: decision.why });
    else {
      decided += 1;
      if (decision.evidence === 'measured') evidence = 'measured';
      if (decision.outcome === 'refutes') counterexample = await shrunken(claim, seed, options);
    }
    options.onCase?.({ claim: claim.id, done: decided + undecidedCases.length, of: options.cases });
  }

  const controls: ControlReport[] = [];
  for (const control of claim.controls as Control<unknown, unknown>[])
    if (!options.signal?.aborted) controls.push(await runControl(claim, control, options));

  const counterexampleFile = counterexample && options.onCounterexample?.(counterexample);
  const cases = decided + undecidedCases.length;
  const { verdict, why } = judge();
  return {
    id: claim.id,
    title: claim.title,
    source: claim.source,
    verdict,
    evidence: decided > 0 ? evidence : null,
    cases,
    undecided: undecidedCases.length,
    outside,
    controls,
    seconds: (performance.now() - started) / 1000,
    ...(why ? { why } : {}),
    undecidedCases,
    worst: worst.figures(),
    ...(counterexample ? { counterexample } : {}),
    ...(counterexampleFile ? { counterexampleFile } : {}),
  };

  function judge(): { verdict: Verdict; why?: string } {
    if (counterexample?.decision.outcome === 'refutes')
      return { verdict: 'refuted', why: counterexample.decision.why };
    if (outside > LARGEST_OUTSIDE_SHARE * (cases + outside) || cases === 0)
      return { verdict: 'vacuous', why: `${outside} of ${cases + outside} draws missed a hypothesis` };
    if (undecidedCases.length > 0) return { verdict: 'inconclusive', why: undecidedCases[0]!.why };
    const passed = controls.find((control) => !control.refuted);
    if (passed) return { verdict: 'inconclusive', why: `control ${passed.id}: ${passed.why}` };
    if (cases < options.cases || controls.length < claim.controls.length)
      return { verdict: 'inconclusive', why: `interrupted after ${cases} of ${options.cases} cases` };
    return { verdict: 'holds' };
  }
}

async function shrunken(claim: AnyClaim, seed: number, options: RunOptions): Promise<StoredCase> {
  const { instance } = await shrinkCase(
    claim.cases,
    seed,
    async (smaller) =>
      violated(claim, smaller).length === 0 &&
      (await claim.decide(smaller, claim.prediction)).outcome === 'refutes',
    options.shrinkMilliseconds,
  );
  const decision = await claim.decide(instance, claim.prediction);
  return stored(claim, undefined, { run: options.seed, case: seed }, instance, decision);
}

async function runControl(
  claim: AnyClaim,
  control: Control<unknown, unknown>,
  options: RunOptions,
): Promise<ControlReport> {
  const asserted = control.variant ?? claim.prediction;
  const source = control.cases ?? claim.cases;
  const some = control.refutes === 'some';
  let cases = 0;
  let refutedCases = 0;
  let why: string | undefined;
  for (let index = 0; index < options.controlCases && !(some && refutedCases > 0); index++) {
    if (options.signal?.aborted) break;
    await breathe();
    const seed = caseSeed(options.seed, `${claim.id}/${control.id}`, index);
    const instance = drawCase(source, seed);
    const decision = await claim.decide(instance, asserted);
    cases += 1;
    options.onCase?.({ claim: claim.id, control: control.id, done: cases, of: options.controlCases });
    if (decision.outcome === 'refutes') {
      refutedCases += 1;
      if (refutedCases === 1)
        options.onCounterexample?.(
          stored(claim, control.id, { run: options.seed, case: seed }, instance, decision),
        );
    } else if (!some) {
      why ??= `case with seed ${seed} was not refuted (${decision.outcome === 'undecided' ? decision.why : 'it supports the wrong statement'})`;
    }
    if (control.instead !== undefined) {
      const there = await claim.decide(instance, control.instead);
      if (there.outcome !== 'supports')
        why ??= `case with seed ${seed} does not show what should hold there instead${'why' in there ? `: ${there.why}` : ''}`;
    }
  }
  if (refutedCases === 0) why ??= `none of ${cases} cases was refuted`;
  return { id: control.id, refuted: why === undefined, cases, refutedCases, ...(why ? { why } : {}) };
}

function stored(
  claim: AnyClaim,
  control: string | undefined,
  seed: StoredCase['seed'],
  instance: unknown,
  decision: Decision,
): StoredCase {
  const exact = JSON.parse(JSON.stringify(instance)) as unknown;
  return {
    format: 'farkas/case@1',
    claim: claim.id,
    ...(control ? { control } : {}),
    seed,
    instance: exact,
    decision,
  };
}
