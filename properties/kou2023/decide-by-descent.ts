import { type Decision, refutes, undecided } from '../../src/claims/decision.ts';
import type { SpanState } from '../../src/training/span-descent.ts';
import { type DescentRun, norm, settledLimit, sides, signOf } from './descent-run.ts';
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

/** A margin that leaves the least one at this rate times log t is not going to equal it. */
const PARTING = 0.05;

const spreadOf = ({ margins }: SpanState) => Math.max(...margins) - Math.min(...margins);

/** The largest rate, relative to log t, at which one margin leaves the least over both periods: 0 in a limit of equal margins. */
function partingOf(states: readonly [SpanState, SpanState, SpanState]): number {
  const [early, before, after] = states.map(({ margins, step }) => {
    const least = Math.min(...margins);
    return { ahead: margins.map((q) => q - least), time: Math.log(step) };
  }) as [Ahead, Ahead, Ahead];
  const rate = (from: Ahead, to: Ahead, i: number) => (to.ahead[i]! - from.ahead[i]!) / (to.time - from.time);
  return Math.max(...after.ahead.map((_, i) => Math.min(rate(early, before, i), rate(before, after, i))));
}

interface Ahead {
  /** q_i − min q. */
  readonly ahead: Float64Array;
  readonly time: number;
}

/** A point that no neuron of its own sign is active on, nor moves towards being so: its margin of a ReLU net stays below 0. */
function deadPoint({ data, width, alpha }: DescentRun, before: SpanState, after: SpanState) {
  if (alpha > 0) return undefined;
  const points = Array.from({ length: data.points }, (_, i) => i);
  return points.find((i) =>
    after.preActivations.every((z, at) => {
      const own = at % data.points === i && signOf(at, data.points, width) === data.y[i];
      return !own || (z <= 0 && z <= before.preActivations[at]!);
    }),
  );
}

/**
 * Judges the approach to the limit of the settled pattern. Where there is none, the claims of equal margins are refuted if margins are seen
 * to part over two periods, or if a point is dead.
 */
export function decideByLimit(run: DescentRun, judge: (approach: Approach) => Decision): Decision {
  return decideByDescent(run, (before, after, early) => {
    const spreadOverNorm = spreadOf(after) / norm(sides(run, after));
    const parting = partingOf([early, before, after]);
    const figures = { spreadOverNorm, parting, steps: after.step };
    const dead = deadPoint(run, before, after);
    if (dead !== undefined)
      return refutes(
        'measured',
        `no neuron of its sign is active on point ${dead}, nor comes nearer to it: the loss stays at ${after.loss.toPrecision(3)}`,
        figures,
      );
    const limit = settledLimit(run, before, after);
    if (limit.status === 'limit') {
      const decision = judge({ run, before, after, limit });
      return { ...decision, figures: { ...decision.figures, spreadOverNorm } };
    }
    if (limit.status === 'none' && parting > PARTING)
      return refutes(
        'measured',
        `${limit.why}, and margins part at a rate of ${parting.toPrecision(3)}·log t`,
        figures,
      );
    return undecided(
      limit.status === 'none' ? `${limit.why}, but no margins are seen to part` : limit.why,
      figures,
    );
  });
}

/** Judges the states after t/8, t and t/64 steps. Descent has no error but rounding, which is measured beside. */
export function decideByDescent(
  run: DescentRun,
  judge: (before: SpanState, after: SpanState, early: SpanState) => Decision,
): Decision {
  const at = (steps: number) => {
    const [early, before, after] = run.at([Math.floor(steps / 64), steps / 8, steps]) as [
      SpanState,
      SpanState,
      SpanState,
    ];
    return judge(before, after, early);
  };
  let decision = undecided('nothing was run');
  for (const steps of STEPS) {
    decision = at(steps);
    if (decision.outcome !== 'undecided') break;
  }
  return decideByRounding(run, decision);
}

/** The decision, if float64 and double-double agree on the run; undecided otherwise. */
export function decideByRounding(run: DescentRun, decision: Decision): Decision {
  const rounding = run.rounding();
  const figures = { ...decision.figures, rounding };
  if (decision.outcome === 'undecided' || rounding <= TOLERATED_ROUNDING) return { ...decision, figures };
  return undecided(`float64 and double-double differ by ${rounding.toExponential(1)}`, figures);
}
