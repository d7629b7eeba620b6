import type { StoredCase } from './case-file.ts';
import { type CaseJob, type CaseResult, type Executor, inOrder } from './case-job.ts';
import { type AnyClaim, type Control, violated } from './claim.ts';
import type { Decision, Evidence, Refutation } from './decision.ts';
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
  readonly execute: Executor;
  /** Cases under way at once: the number of workers and a few to spare. */
  readonly parallel: number;
  readonly shrinkMilliseconds: number;
  readonly signal?: AbortSignal;
  onCase?(progress: { claim: string; control?: string; done: number; of: number }): void;
  /** Called with every counterexample, the controls' included; returns where it was stored. */
  onCounterexample?(stored: StoredCase): string;
}

/** A stored case that refutes. */
type Counterexample = StoredCase & { readonly decision: Refutation };

/** Draws among which a control that refutes 'some' must show one: 1 in 20 would be missed once in 170 runs. */
const DRAWS_FOR_SOME = 100;

interface CasesReport {
  readonly supported: number;
  readonly measured: boolean;
  readonly outside: number;
  readonly undecidedCases: readonly UndecidedCase[];
  readonly worst: WorstFigures;
  readonly refutingSeed?: number;
}

/** Decides a claim on freshly drawn cases, then its controls. Interrupted runs report what was decided. */
export async function checkClaim(claim: AnyClaim, options: RunOptions): Promise<ClaimReport> {
  const started = performance.now();
  const drawn = await runCases(claim, options);
  const refuting = drawn.refutingSeed;
  const counterexample = refuting === undefined ? undefined : await shrunken(claim, refuting, options);
  const controls: ControlReport[] = [];
  for (const control of claim.controls as Control<unknown, unknown>[])
    if (!options.signal?.aborted) controls.push(await runControl(claim, control, options));

  const decided = drawn.supported + (counterexample ? 1 : 0);
  const cases = decided + drawn.undecidedCases.length;
  const measured = drawn.measured || counterexample?.decision.evidence === 'measured';
  const evidence: Evidence = measured ? 'measured' : 'proved';
  const file = counterexample && options.onCounterexample?.(counterexample);
  return {
    id: claim.id,
    title: claim.title,
    source: claim.source,
    ...judge(),
    evidence: decided > 0 ? evidence : null,
    cases,
    undecided: drawn.undecidedCases.length,
    outside: drawn.outside,
    controls,
    seconds: (performance.now() - started) / 1000,
    undecidedCases: drawn.undecidedCases,
    worst: drawn.worst.figures(),
    ...(counterexample ? { counterexample } : {}),
    ...(file ? { counterexampleFile: file } : {}),
  };

  function judge(): { verdict: Verdict; why?: string } {
    if (counterexample) return { verdict: 'refuted', why: counterexample.decision.why };
    if (options.signal?.aborted)
      return { verdict: 'inconclusive', why: `interrupted after ${cases} of ${options.cases} cases` };
    if (cases === 0 || drawn.outside > LARGEST_OUTSIDE_SHARE * (cases + drawn.outside))
      return {
        verdict: 'vacuous',
        why: `${drawn.outside} of ${cases + drawn.outside} draws missed a hypothesis`,
      };
    const [open] = drawn.undecidedCases;
    if (open) return { verdict: 'inconclusive', why: open.why };
    const passed = controls.find((control) => !control.refuted);
    if (passed) return { verdict: 'inconclusive', why: `control ${passed.id}: ${passed.why}` };
    return { verdict: 'holds' };
  }
}

async function runCases(claim: AnyClaim, options: RunOptions): Promise<CasesReport> {
  const worst = new WorstFigures();
  const undecidedCases: UndecidedCase[] = [];
  let supported = 0;
  let measured = false;
  let outside = 0;
  let refutingSeed: number | undefined;
  const draw = async (index: number): Promise<{ seed: number; result: CaseResult }> => {
    const seed = caseSeed(options.seed, claim.id, index);
    return { seed, result: await options.execute({ claim: claim.id, assert: 'stated', seed }) };
  };
  for await (const { seed, result } of inOrder(draw, options.parallel, options.signal)) {
    if ('outside' in result) outside += 1;
    else {
      const { decision } = result;
      worst.include(decision);
      if (decision.outcome === 'undecided') undecidedCases.push({ seed, why: decision.why });
      else if (decision.outcome === 'refutes') refutingSeed = seed;
      else {
        supported += 1;
        measured ||= decision.evidence === 'measured';
      }
    }
    const done = supported + undecidedCases.length;
    options.onCase?.({ claim: claim.id, done, of: options.cases });
    const hopeless = outside > 10 + 2 * LARGEST_OUTSIDE_SHARE * (done + outside);
    if (refutingSeed !== undefined || done >= options.cases || hopeless) break;
  }
  return {
    supported,
    measured,
    outside,
    undecidedCases,
    worst,
    ...(refutingSeed === undefined ? {} : { refutingSeed }),
  };
}

async function runControl(
  claim: AnyClaim,
  control: Control<unknown, unknown>,
  options: RunOptions,
): Promise<ControlReport> {
  const some = control.refutes === 'some';
  const most = some ? DRAWS_FOR_SOME : options.controlCases;
  let cases = 0;
  let refutedCases = 0;
  let why: string | undefined;
  const decide = async (job: CaseJob): Promise<Decision> => {
    const result = await options.execute(job);
    if ('outside' in result) throw new Error('a control has no hypotheses to miss');
    return result.decision;
  };
  const draw = async (index: number) => {
    const seed = caseSeed(options.seed, `${claim.id}/${control.id}`, index);
    const job = { claim: claim.id, control: control.id, seed };
    return {
      seed,
      stated: await decide({ ...job, assert: 'stated' }),
      instead: control.instead === undefined ? undefined : await decide({ ...job, assert: 'instead' }),
    };
  };
  for await (const { seed, stated, instead } of inOrder(draw, options.parallel, options.signal)) {
    cases += 1;
    if (stated.outcome === 'refutes') {
      refutedCases += 1;
      if (refutedCases === 1) {
        const instance = drawCase(control.cases ?? claim.cases, seed);
        options.onCounterexample?.(stored(claim, control.id, options.seed, seed, instance, stated));
      }
    } else if (!some) {
      why ??= `the case with seed ${seed} was not refuted${'why' in stated ? `: ${stated.why}` : ''}`;
    }
    if (instead && instead.outcome !== 'supports')
      why ??= `the case with seed ${seed} does not end as it should instead: ${instead.why}`;
    options.onCase?.({ claim: claim.id, control: control.id, done: cases, of: most });
    if (cases >= most || (some && refutedCases > 0)) break;
  }
  if (refutedCases === 0) why ??= `none of ${cases} cases was refuted`;
  return { id: control.id, refuted: why === undefined, cases, refutedCases, ...(why ? { why } : {}) };
}

async function shrunken(claim: AnyClaim, seed: number, options: RunOptions): Promise<Counterexample> {
  const refuted = async (instance: unknown) =>
    violated(claim, instance).length === 0 &&
    (await claim.decide(instance, claim.prediction)).outcome === 'refutes';
  const { instance } = await shrinkCase(claim.cases, seed, refuted, options.shrinkMilliseconds);
  const decision = await claim.decide(instance, claim.prediction);
  if (decision.outcome !== 'refutes') throw new Error(`claim ${claim.id} decides one case in two ways`);
  return stored(claim, undefined, options.seed, seed, instance, decision);
}

function stored(
  claim: AnyClaim,
  control: string | undefined,
  runSeed: number,
  seed: number,
  instance: unknown,
  decision: Refutation,
): Counterexample {
  return {
    format: 'farkas/case@1',
    claim: claim.id,
    ...(control === undefined ? {} : { control }),
    seed: { run: runSeed, case: seed },
    instance: JSON.parse(JSON.stringify(instance)),
    decision,
  };
}
