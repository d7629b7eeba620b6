/** Why a training run ended. */
export type StopKind =
  | 'target'
  | 'target-above-start'
  | 'dead-points'
  | 'all-dead'
  | 'stationary'
  | 'frozen'
  | 'loss-rose'
  | 'non-finite'
  | 'step-limit'
  | 'time-limit';

/** A stop reason with a sentence for the reader. */
export interface StopReason {
  readonly kind: StopKind;
  readonly sentence: string;
  /** The points on which no neuron is active, or whose row is zero, for 'dead-points'. */
  readonly points?: readonly number[];
}

const show = (log10Loss: number) => Number(log10Loss.toPrecision(6));

/** The reasons a run can end for, each with its sentence. */
export const stop = {
  target: (log10Loss: number): StopReason => ({
    kind: 'target',
    sentence: `The loss reached its target: log10 loss is ${show(log10Loss)}.`,
  }),
  targetAboveStart: (log10Loss: number, target: number): StopReason => ({
    kind: 'target-above-start',
    sentence: `Nothing was done: log10 loss is ${show(log10Loss)} at the start, already below the target ${target}.`,
  }),
  deadPoints: (points: readonly number[]): StopReason => ({
    kind: 'dead-points',
    sentence: `No parameter has any effect on point${points.length > 1 ? 's' : ''} ${points.join(', ')}, which bounds the loss below.`,
    points,
  }),
  allDead: (): StopReason => ({
    kind: 'all-dead',
    sentence: 'No neuron is active on any point: the gradient is zero.',
  }),
  stationary: (): StopReason => ({
    kind: 'stationary',
    sentence: 'The gradients of the points cancel: the parameters are stationary at a finite loss.',
  }),
  frozen: (): StopReason => ({
    kind: 'frozen',
    sentence:
      'The step size fell below the resolution of the arithmetic, as happens when the flow slides along a kink.',
  }),
  lossRose: (before: number, after: number): StopReason => ({
    kind: 'loss-rose',
    sentence: `A step raised log10 loss from ${show(before)} to ${show(after)}: the step size is too large.`,
  }),
  nonFinite: (): StopReason => ({
    kind: 'non-finite',
    sentence: 'A parameter or margin left the range of the arithmetic.',
  }),
  stepLimit: (steps: number): StopReason => ({
    kind: 'step-limit',
    sentence: `The budget of ${steps} steps was spent.`,
  }),
  timeLimit: (seconds: number): StopReason => ({
    kind: 'time-limit',
    sentence: `The budget of ${seconds} seconds was spent.`,
  }),
};
