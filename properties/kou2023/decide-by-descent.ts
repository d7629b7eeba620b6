import { type Decision, refutes, undecided } from '../../src/claims/decision.ts';
import type { SpanState } from '../../src/training/span-descent.ts';
import { type DescentRun, predictedLimit } from './descent-run.ts';
import type { PatternLimit } from './pattern-limit.ts';

/** A run after t/8 and t steps, and where it is predicted to go. */
export interface Approach {
  readonly run: DescentRun;
  readonly before: SpanState;
  readonly after: SpanState;
  readonly limit: PatternLimit;
}

/** Steps taken, one number after the other until the run decides. */
const STEPS = [20_000, 160_000, 1_280_000];
/** Relative differences between the precisions up to this matter to no bound here. */
const TOLERATED_ROUNDING = 1e-9;

/** Margins whose difference grows by this times log t are not going to be equal. */
const PARTING = 0.05;

/** A loss that falls by less than this while t grows by 8 does not fall like 1/t. */
const FALLING = 1.5;

/** How fast the difference of two margins grows, relative to log t: 0 in a limit of equal margins. */
function partingOf(before: SpanState, after: SpanState): number {
  const growth = after.margins.map((q, i) => q - before.margins[i]!);
  return (Math.max(...growth) - Math.min(...growth)) / Math.log(after.step / before.step);
}

/** Judges the approach to the predicted limit; where none is, whether margins are seen to part. */
export function decideByLimit(run: DescentRun, judge: (approach: Approach) => Decision): Decision {
  return decideByDescent(run, (before, after) => {
    const limit = predictedLimit(run, before, after);
    if (limit.status === 'limit') return judge({ run, before, after, limit });
    if (limit.status === 'unsettled') return undecided(limit.why, { steps: after.step });
    const parting = partingOf(before, after);
    const figures = { parting, steps: after.step };
    if (before.loss < FALLING * after.loss)
      return refutes('measured', `${limit.why}, and the loss stays at ${after.loss.toPrecision(3)}`, figures);
    return parting > PARTING
      ? refutes(
          'measured',
          `${limit.why}, and margins part at a rate of ${parting.toPrecision(3)}·log t`,
          figures,
        )
      : undecided(`${limit.why}, but no margins are seen to part`, figures);
  });
}

/** Judges the states after t/8 and t steps. Descent has no error but rounding, which is measured beside. */
export function decideByDescent(
  run: DescentRun,
  judge: (before: SpanState, after: SpanState) => Decision,
): Decision {
  const after = (steps: number) => {
    const [before, after] = run.at([steps / 8, steps]) as [SpanState, SpanState];
    return judge(before, after);
  };
  let decision = undecided('nothing was run');
  for (const steps of STEPS) {
    decision = after(steps);
    if (decision.outcome !== 'undecided') break;
  }
  const rounding = run.rounding();
  const figures = { ...decision.figures, rounding };
  if (decision.outcome === 'undecided' || rounding <= TOLERATED_ROUNDING) return { ...decision, figures };
  return undecided(`float64 and double-double differ by ${rounding.toExponential(1)}`, figures);
}
