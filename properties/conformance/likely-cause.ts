import { afterOneStep, descended, flat, lossOf, shaped } from './reference.ts';
import type { TrainingRequest, Weights } from './trainer.ts';

/** A fault that trainers have, and the step that it would make. */
interface Suspect {
  readonly cause: string;
  readonly step: (request: TrainingRequest) => Weights;
}

const SUSPECTS: readonly Suspect[] = [
  { cause: 'the step goes uphill: the sign of the gradient is wrong', step: scaled(-1) },
  {
    cause: 'the loss is summed over the points, not averaged: the step is n times too long',
    step: (request) => scaled(request.data.y.length)(request),
  },
  {
    cause: 'the loss is averaged twice: the step is n times too short',
    step: (request) => scaled(1 / request.data.y.length)(request),
  },
  {
    cause: 'the step is divided by the loss (normalised descent), which was not asked for',
    step: normalised,
  },
  { cause: 'the loss is the other one of exponential and logistic', step: otherLoss },
  { cause: 'labels are ignored or turned: the step is that of y → −y', step: turnedLabels },
  { cause: 'all points are taken to have label +1', step: allPositive },
  { cause: 'the second layer is updated with the first layer already updated', step: oneAfterTheOther('w') },
  { cause: 'the first layer is updated with the second layer already updated', step: oneAfterTheOther('a') },
  { cause: 'the leaky slope is not applied: negative pre-activations have slope 0', step: withSlope(0) },
  { cause: 'the activation is linear: negative pre-activations have slope 1', step: withSlope(1) },
  { cause: 'only the first point is used', step: onlyPoint(0) },
  { cause: 'two steps were made instead of one', step: twoSteps },
  { cause: 'no step was made', step: scaled(0) },
];

/** What would explain a wrong first step: one of the usual faults, or a factor on one group of weights. */
export function likelyCause(request: TrainingRequest, found: Weights, tolerance: number): string | undefined {
  const is = (weights: Weights) => {
    const [got, guess] = [flat(found), flat(weights)];
    return (
      got.length === guess.length && Math.hypot(...got.map((value, j) => value - guess[j]!)) <= tolerance
    );
  };
  const suspect = SUSPECTS.find(({ step }) => is(step(request)));
  if (suspect) return suspect.cause;
  const groups = Object.keys(request.start).map((name) => factorOf(request, found, name, tolerance));
  const odd = groups.filter((group) => group.factor === undefined || Math.abs(group.factor - 1) > 1e-3);
  if (odd.length < groups.length && odd[0]?.factor !== undefined && odd.length === 1)
    return `the gradient of ${odd[0].name} is off by a factor ${Number(odd[0].factor.toPrecision(4))}, the rest is right: the balance of the layers will drift at order 0 in the step`;
  const [first, ...rest] = groups;
  if (
    first?.factor !== undefined &&
    rest.every(({ factor }) => factor !== undefined && Math.abs(factor / first.factor! - 1) < 1e-3)
  )
    return `the whole step is off by a factor ${Number(first.factor.toPrecision(4))}`;
  if (isDecay(request, found, tolerance)) return 'the weights shrink besides: weight decay';
  if (odd.length > 0 && odd.length < groups.length)
    return `the gradient of ${odd.map(({ name }) => name).join(' and ')} is wrong, the rest is right`;
  return undefined;
}

/** The factor c with Δ = c·Δ_right for one group of weights; undefined when no factor explains it. */
function factorOf(request: TrainingRequest, found: Weights, name: string, tolerance: number) {
  const part = (weights: Weights) => flat({ [name]: weights[name]! });
  const start = part(request.start);
  const right = part(afterOneStep(request, request.start)).map((value, j) => value - start[j]!);
  const got = part(found).map((value, j) => value - start[j]!);
  const square = right.reduce((sum, value) => sum + value * value, 0);
  const factor = got.reduce((sum, value, j) => sum + value * right[j]!, 0) / square;
  const left = Math.hypot(...got.map((value, j) => value - factor * right[j]!));
  return { name, factor: left <= tolerance ? factor : undefined };
}

/** Whether the error of the step is a multiple of the weights themselves. */
function isDecay(request: TrainingRequest, found: Weights, tolerance: number): boolean {
  const start = flat(request.start);
  const right = flat(afterOneStep(request, request.start));
  const error = flat(found).map((value, j) => value - right[j]!);
  const square = start.reduce((sum, value) => sum + value * value, 0);
  const factor = error.reduce((sum, value, j) => sum + value * start[j]!, 0) / square;
  return factor < 0 && Math.hypot(...error.map((value, j) => value - factor * start[j]!)) <= tolerance;
}

function scaled(factor: number): Suspect['step'] {
  return (request) => afterOneStep({ ...request, step: factor * request.step }, request.start);
}

function normalised(request: TrainingRequest): Weights {
  const { logLoss } = lossOf(request, request.start);
  return afterOneStep({ ...request, step: request.step * Math.exp(-logLoss) }, request.start);
}

function otherLoss(request: TrainingRequest): Weights {
  const loss = request.loss === 'logistic' ? 'exponential' : 'logistic';
  return afterOneStep({ ...request, loss }, request.start);
}

function turnedLabels(request: TrainingRequest): Weights {
  const y = request.data.y.map((label): 1 | -1 => (label === 1 ? -1 : 1));
  return afterOneStep({ ...request, data: { ...request.data, y } }, request.start);
}

function allPositive(request: TrainingRequest): Weights {
  const y = request.data.y.map(() => 1 as const);
  return afterOneStep({ ...request, data: { ...request.data, y } }, request.start);
}

function oneAfterTheOther(first: string): Suspect['step'] {
  return (request) => {
    if (request.architecture.kind !== 'two-layer') return request.start;
    const early = { ...request.start, [first]: afterOneStep(request, request.start)[first]! };
    return { ...afterOneStep(request, early), [first]: early[first]! };
  };
}

function withSlope(alpha: number): Suspect['step'] {
  return (request) =>
    request.architecture.kind === 'two-layer'
      ? afterOneStep({ ...request, architecture: { ...request.architecture, alpha } }, request.start)
      : request.start;
}

function onlyPoint(index: number): Suspect['step'] {
  return (request) => {
    const data = { x: [request.data.x[index]!], y: [request.data.y[index]!] };
    return afterOneStep({ ...request, data }, request.start);
  };
}

function twoSteps(request: TrainingRequest): Weights {
  return descended({ ...request, steps: 2, record: [2] })[0]?.weights ?? shaped(request.start, []);
}
