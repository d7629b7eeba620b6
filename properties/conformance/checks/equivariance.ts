import { apart, smallStep, trained } from '../asking.ts';
import { type ConformanceCase, conformanceCases } from '../cases.ts';
import type { ConformanceCheck } from '../check.ts';
import { degreeOf, flat, shaped } from '../reference.ts';
import { roundingOf, type Weights } from '../trainer.ts';

const STEPS = 5;
const ROUNDINGS = 1e4;

/** A change of the problem, and the change of its solution that goes with it. */
interface Symmetry {
  readonly id: string;
  readonly statement: string;
  readonly cause: string;
  /** Undefined where it does not apply. */
  readonly of: (instance: ConformanceCase) =>
    | {
        readonly changed: ConformanceCase;
        /** Of the step. */
        readonly factor: number;
        readonly solution: (weights: Weights) => Weights;
      }
    | undefined;
}

/** Rotates the first two coordinates by the angle of (3, 4)/5. */
function rotate(row: readonly number[]): number[] {
  const [first, second, ...rest] = row as [number, number, ...number[]];
  return [0.6 * first - 0.8 * second, 0.8 * first + 0.6 * second, ...rest];
}

const reversed = <Item>(items: readonly Item[]): Item[] => [...items].reverse();

const SYMMETRIES: readonly Symmetry[] = [
  {
    id: 'point-order',
    statement: 'the order of the points does not matter',
    cause: 'points are not treated alike (a batch, an index that is off by one, weights of the points)',
    of: (instance) =>
      instance.data.y.length === 1
        ? undefined
        : {
            changed: {
              ...instance,
              data: { x: reversed(instance.data.x), y: reversed(instance.data.y) },
            },
            factor: 1,
            solution: (weights) => weights,
          },
  },
  {
    id: 'neuron-order',
    statement: 'neurons are exchangeable',
    cause: 'neurons are not treated alike (an index, a shared buffer)',
    of: (instance) =>
      instance.architecture.kind !== 'two-layer' || instance.architecture.width === 1
        ? undefined
        : {
            changed: { ...instance, start: turnedNeurons(instance.start) },
            factor: 1,
            solution: turnedNeurons,
          },
  },
  {
    id: 'rotation',
    statement: 'rotated data and weights give rotated weights',
    cause: 'coordinates are not treated alike (a bias, an index, normalised inputs)',
    of: (instance) => {
      if (instance.architecture.kind === 'diagonal-pm' || instance.data.x[0]!.length < 2) return undefined;
      return {
        changed: {
          ...instance,
          data: { ...instance.data, x: instance.data.x.map(rotate) },
          start: rotatedWeights(instance.start),
        },
        factor: 1,
        solution: rotatedWeights,
      };
    },
  },
  {
    id: 'homogeneity',
    statement: 'weights times 2 on data over 2^L, at 2² times the step, stay times 2',
    cause: 'the network is not homogeneous: a bias, weight decay, clipping, or another degree',
    of: (instance) => {
      const degree = degreeOf(instance.architecture);
      const double = (weights: Weights) =>
        shaped(
          weights,
          flat(weights).map((value) => 2 * value),
        );
      return {
        changed: {
          ...instance,
          data: {
            ...instance.data,
            x: instance.data.x.map((row) => row.map((value) => value / 2 ** degree)),
          },
          start: double(instance.start),
        },
        factor: 4,
        solution: double,
      };
    },
  },
];

function turnedNeurons(weights: Weights): Weights {
  return Object.fromEntries(
    Object.entries(weights).map(([name, rows]) => [name, reversed<number | readonly number[]>(rows)]),
  ) as Weights;
}

function rotatedWeights(weights: Weights): Weights {
  const w = weights['w']!;
  const rotated = Array.isArray(w[0])
    ? (w as readonly (readonly number[])[]).map(rotate)
    : rotate(w as readonly number[]);
  return { ...weights, w: rotated };
}

/** Whether some pre-activation is so near its kink that rounding decides its slope. */
function nearKink({ architecture, data, start }: ConformanceCase): boolean {
  if (architecture.kind !== 'two-layer') return false;
  return (start['w'] as readonly (readonly number[])[]).some((row) =>
    data.x.some((x) => {
      const z = row.reduce((sum, value, j) => sum + value * x[j]!, 0);
      return Math.abs(z) <= 1e-6 * Math.hypot(...row) * Math.hypot(...x);
    }),
  );
}

export const equivariances: readonly ConformanceCheck[] = SYMMETRIES.map((symmetry) => ({
  id: symmetry.id,
  statement: symmetry.statement,
  cases: (trainer, seed) =>
    conformanceCases(trainer, seed).filter((instance) => !nearKink(instance) && symmetry.of(instance)),
  async decide(trainer, instance) {
    const { changed, factor, solution } = symmetry.of(instance)!;
    const step = smallStep(instance);
    const plain = await trained(trainer, instance, step, STEPS);
    const other = await trained(trainer, changed, factor * step, STEPS);
    const difference = apart(solution(plain), other);
    if (difference <= ROUNDINGS * roundingOf(trainer)) return { outcome: 'pass' };
    return {
      outcome: 'fail',
      why: `after ${STEPS} steps they differ by ${difference.toExponential(1)} (relative)`,
      cause: symmetry.cause,
    };
  },
}));
