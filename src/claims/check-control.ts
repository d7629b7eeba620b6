import { storedCase } from './case-file.ts';
import { type CaseJob, inOrder } from './case-job.ts';
import type { CheckOptions } from './check-options.ts';
import type { AnyClaim, Control } from './claim.ts';
import type { Decision } from './decision.ts';
import { caseSeed, drawCase } from './seeds.ts';
import type { ControlReport } from './verdict.ts';

/** Draws among which a control that refutes 'some' must show one: 1 in 20 would be missed once in 170 runs. */
const DRAWS_FOR_SOME = 100;

/**
 * Decides cases of a control by the code of the claim: each must be refuted (or one, of a control that refutes 'some'), and end as
 * the control says instead.
 */
export async function checkControl(
  claim: AnyClaim,
  control: Control<unknown, unknown>,
  options: CheckOptions,
): Promise<ControlReport> {
  const some = control.refutes === 'some';
  const most = some ? DRAWS_FOR_SOME : options.controlCases;
  let cases = 0;
  let refutedCases = 0;
  let why: string | undefined;
  const decide = async (job: CaseJob, unwanted: AbortSignal): Promise<Decision> => {
    const result = await options.execute(job, unwanted);
    if ('outside' in result) throw new Error('a control has no hypotheses to miss');
    return result.decision;
  };
  const draw = async (index: number, unwanted: AbortSignal) => {
    const seed = caseSeed(options.seed, `${claim.id}/${control.id}`, index);
    const job = { claim: claim.id, control: control.id, seed };
    return {
      seed,
      stated: await decide({ ...job, assert: 'stated' }, unwanted),
      instead:
        control.instead === undefined ? undefined : await decide({ ...job, assert: 'instead' }, unwanted),
    };
  };
  for await (const { seed, stated, instead } of inOrder(draw, most, options.parallel, options.signal)) {
    cases += 1;
    if (stated.outcome === 'refutes') {
      refutedCases += 1;
      if (refutedCases === 1) {
        const instance = drawCase(control.cases ?? claim.cases, seed);
        options.onCounterexample?.(
          storedCase(claim.id, { run: options.seed, case: seed }, instance, stated, control.id),
        );
      }
    } else if (!some) {
      why ??= `the case with seed ${seed} was not refuted${'why' in stated ? `: ${stated.why}` : ''}`;
    }
    if (instead && instead.outcome !== 'supports')
      why ??= `the case with seed ${seed} does not end as it should instead: ${instead.why}`;
    options.onCase?.({
      claim: claim.id,
      control: control.id,
      done: cases,
      of: most,
      undecided: stated.outcome === 'undecided',
    });
    if (some && refutedCases > 0) break;
  }
  if (refutedCases === 0) why ??= `none of ${cases} cases was refuted`;
  return { id: control.id, refuted: why === undefined, cases, refutedCases, ...(why ? { why } : {}) };
}
