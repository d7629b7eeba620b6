import fc from 'fast-check';
import { drawCase } from '../../src/claims/seeds.ts';
import type { LossName } from '../../src/training/losses.ts';
import type { Architecture, Trainer, Weights } from './trainer.ts';

/** Data, a network and a start; what to train for is up to each check. */
export interface ConformanceCase {
  readonly data: { readonly x: readonly (readonly number[])[]; readonly y: readonly (1 | -1)[] };
  readonly architecture: Architecture;
  readonly start: Weights;
  readonly loss: LossName;
}

/** Sizes in increasing order, so that the first case that fails is a small one. */
const SIZES = [
  { points: 1, dimension: 1, width: 1 },
  { points: 1, dimension: 2, width: 2 },
  { points: 2, dimension: 2, width: 2 },
  { points: 3, dimension: 2, width: 3 },
  { points: 4, dimension: 3, width: 4 },
  { points: 6, dimension: 3, width: 5 },
];

/** Multiples of 1/8 other than 0: exact in float32 too. */
const coordinate = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.boolean())
  .map(([eighths, negative]) => (negative ? -eighths : eighths) / 8);

function row(length: number): fc.Arbitrary<number[]> {
  return fc.array(coordinate, { minLength: length, maxLength: length });
}

function startOf(architecture: Architecture, dimension: number): fc.Arbitrary<Weights> {
  switch (architecture.kind) {
    case 'linear':
      return fc.record({ w: row(dimension) });
    case 'two-layer':
      return fc.record({
        w: fc.array(row(dimension), { minLength: architecture.width, maxLength: architecture.width }),
        a: row(architecture.width),
      });
    case 'diagonal-pm':
      return fc.record({ plus: row(dimension), minus: row(dimension) });
  }
}

/** Cases of every architecture and loss that a trainer knows, small ones first; data is separated by a teacher. */
export function conformanceCases(trainer: Trainer, seed: number): ConformanceCase[] {
  const cases: ConformanceCase[] = [];
  for (const size of SIZES)
    for (const kind of trainer.architectures)
      for (const loss of trainer.losses) {
        const drawn = architectureOf(kind, size.width).chain((architecture) =>
          fc.record({
            data: separated(size.points, size.dimension),
            architecture: fc.constant(architecture),
            start: startOf(architecture, size.dimension),
            loss: fc.constant(loss),
          }),
        );
        cases.push(drawCase(drawn, seed + cases.length));
      }
  return cases;
}

function architectureOf(kind: Architecture['kind'], width: number): fc.Arbitrary<Architecture> {
  if (kind !== 'two-layer') return fc.constant({ kind });
  return fc.constantFrom(0, 0.125, 0.5).map((alpha) => ({ kind, width, alpha }));
}

/** Points labelled by, and moved off, a hyperplane. */
function separated(points: number, dimension: number): fc.Arbitrary<ConformanceCase['data']> {
  return fc
    .record({
      teacher: row(dimension),
      raw: fc.array(row(dimension), { minLength: points, maxLength: points }),
    })
    .map(({ teacher, raw }) => {
      const y = raw.map((point): 1 | -1 =>
        point.reduce((sum, value, j) => sum + value * teacher[j]!, 0) >= 0 ? 1 : -1,
      );
      return {
        x: raw.map((point, i) => point.map((value, j) => value + 0.25 * y[i]! * teacher[j]!)),
        y,
      };
    });
}
