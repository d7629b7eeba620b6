import fc from 'fast-check';
import type { Dataset, Label } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { anyLoss, type FlowCase } from '../../src/generators/flow-cases.ts';
import { solve } from '../../src/linalg/dense.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { rationalField } from '../../src/numbers/rational-field.ts';

/** How hard the multipliers pull at a coordinate that is not in the block: at most ½, or from 9/8 to 2. */
export type Pull = 'weak' | 'strong';

/**
 * Data whose ℓ1 max margin over a block of coordinates has all of them alive. In the block y∘x = B up to signs of coordinates, B = I + a small
 * non-negative matrix, so that B⁻¹1 > 0 and B⁻ᵀ1 > 0; further coordinates are pulled at as asked; further points have margin ≥ 2.
 */
export interface Block {
  readonly data: Dataset;
  /** Of w_j at the optimum over the block, and of the pull at the coordinates after it. */
  readonly signs: readonly (1 | -1)[];
  /** Coordinates in the block: the first ones. */
  readonly live: number;
}

const MOST_LIVE = 3;
const MOST_OTHERS = 2;
const MOST_EXTRA = 2;
const SIZE = MOST_LIVE + MOST_OTHERS;

/** What kind of blocks to draw. */
export interface BlockOptions {
  readonly pull: Pull;
  /** Coordinates in the block. Default 1 to 3. */
  readonly live?: readonly [least: number, most: number];
  /** Coordinates beside it. Default 1 to 2. */
  readonly others?: readonly [least: number, most: number];
  /** Points that do not support the optimum. Default 0 to 2. */
  readonly extra?: readonly [least: number, most: number];
}

export function blocks(options: BlockOptions): fc.Arbitrary<Block> {
  const { pull, live: lives = [1, MOST_LIVE], others: beside = [1, MOST_OTHERS] } = options;
  const { extra: extras = [0, MOST_EXTRA] } = options;
  const between = ([min, max]: readonly [number, number]) => fc.integer({ min, max });
  const entries = (min: number, max: number, count: number) =>
    fc.array(fc.integer({ min, max }), { minLength: count, maxLength: count });
  return fc
    .record({
      live: between(lives),
      others: between(beside),
      extra: between(extras),
      block: entries(0, 5, MOST_LIVE * MOST_LIVE),
      columns: entries(-16, 16, MOST_LIVE * MOST_OTHERS),
      pulls: fc.array(fc.record({ sixteenths: fc.integer({ min: 1, max: 8 }), negative: fc.boolean() }), {
        minLength: MOST_OTHERS,
        maxLength: MOST_OTHERS,
      }),
      points: entries(-16, 16, MOST_EXTRA * SIZE),
      flips: fc.array(fc.boolean(), { minLength: MOST_LIVE, maxLength: MOST_LIVE }),
      labels: fc.array(fc.constantFrom<Label>(1, -1), {
        minLength: MOST_LIVE + MOST_EXTRA,
        maxLength: MOST_LIVE + MOST_EXTRA,
      }),
    })
    .map(({ live, others, extra, block, columns, pulls, points, flips, labels }) => {
      const b = Array.from({ length: live }, (_, i) =>
        Array.from({ length: live }, (__, j) =>
          Rational.of(BigInt(block[i * MOST_LIVE + j]! + (i === j ? 16 : 0)), 16n),
        ),
      );
      const ones = b.map(() => Rational.ONE);
      const w = solve(rationalField, b, ones)!;
      const transposed = b.map((_, i) => b.map((row) => row[i]!));
      const multipliers = solve(rationalField, transposed, ones)!;
      const beyond = Array.from({ length: others }, (_, k) =>
        pulledColumn(
          columns.slice(k * MOST_LIVE, k * MOST_LIVE + live).map((value) => Rational.of(BigInt(value), 8n)),
          multipliers,
          pullOf(pull, pulls[k]!),
        ),
      );
      const signs = [
        ...flips.slice(0, live).map((flip) => (flip ? -1 : 1) as 1 | -1),
        ...beyond.map((column) => innerProduct(column, multipliers).sign() as 1 | -1),
      ];
      const supported = b.map((row, i) => [...row, ...beyond.map((column) => column[i]!)]);
      const rest = Array.from({ length: extra }, (_, e) =>
        pushed(
          points.slice(e * SIZE, e * SIZE + live + others).map((value) => Rational.of(BigInt(value), 8n)),
          w,
        ),
      );
      const y = labels.slice(0, live + extra);
      const x = [...supported, ...rest].map((row, i) =>
        row.map((value, j) => ((j < live ? signs[j]! : 1) * y[i]! < 0 ? value.neg() : value)),
      );
      return { data: { name: 'block', x, y }, signs, live };
    });
}

function pullOf(pull: Pull, { sixteenths, negative }: { sixteenths: number; negative: boolean }): Rational {
  const size = Rational.of(BigInt(pull === 'strong' ? 16 + 2 * sixteenths : sixteenths), 16n);
  return negative ? size.neg() : size;
}

/** The column moved along (1, …, 1) so that its pull ⟨column, λ⟩ is `pull`. */
function pulledColumn(
  column: readonly Rational[],
  multipliers: readonly Rational[],
  pull: Rational,
): Rational[] {
  const total = multipliers.reduce((sum, value) => sum.add(value));
  const step = pull.sub(innerProduct(column, multipliers)).div(total);
  return column.map((value) => value.add(step));
}

/** A row moved along w until ⟨row, w⟩ ≥ 2; w concerns the first coordinates. */
function pushed(row: readonly Rational[], w: readonly Rational[]): Rational[] {
  const missing = Rational.of(2n).sub(innerProduct(w, row));
  if (missing.sign() <= 0) return [...row];
  const eighths = missing.div(innerProduct(w, w)).mul(Rational.of(8n));
  const steps = Rational.of(eighths.num / eighths.den + 1n, 8n);
  return row.map((value, j) => (j < w.length ? value.add(steps.mul(w[j]!)) : value));
}

/** u_j + v_j and u_j − v_j at the start. */
export interface Parts {
  readonly plus: Rational;
  readonly minus: Rational;
}

/** The smallest parts that are drawn. */
export const LEAST_PARTS: Parts = { plus: Rational.of(1n, 4n), minus: Rational.of(-1n, 4n) };

/** Sizes from ¼ to 2 of either sign, never 0. */
export function anyParts(count: number): fc.Arbitrary<Parts[]> {
  const part = fc
    .record({ size: fc.integer({ min: 4, max: 32 }), negative: fc.boolean() })
    .map(({ size, negative }) => Rational.of(BigInt(negative ? -size : size), 16n));
  return fc.array(fc.record({ plus: part, minus: part }), { minLength: count, maxLength: count });
}

/** The parts of every coordinate. @param start u, then v. */
export function partsOf(start: readonly Rational[]): Parts[] {
  const dimension = start.length / 2;
  return Array.from({ length: dimension }, (_, j) => ({
    plus: start[j]!.add(start[dimension + j]!),
    minus: start[j]!.sub(start[dimension + j]!),
  }));
}

/** θ(0) = (u, v) with these parts. */
export function startFrom(parts: readonly Parts[]): Rational[] {
  const half = Rational.of(1n, 2n);
  return [
    ...parts.map(({ plus, minus }) => plus.add(minus).mul(half)),
    ...parts.map(({ plus, minus }) => plus.sub(minus).mul(half)),
  ];
}

/**
 * Changes the parts that a coordinate starts from.
 * @param sign of w_j, or of the pull at a coordinate beside the block.
 * @param chance 0 to 3, at random.
 */
export type Prepare = (parts: Parts, sign: 1 | -1, isLive: boolean, chance: number) => Parts;

/** Runs on blocks. */
export function blockCases(data: fc.Arbitrary<Block>, prepare: Prepare): fc.Arbitrary<FlowCase> {
  return fc
    .record({
      block: data,
      parts: anyParts(SIZE),
      chances: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: SIZE, maxLength: SIZE }),
      loss: anyLoss(),
    })
    .map(({ block, parts, chances, loss }) => ({
      model: 'diagonal:2',
      loss,
      data: block.data,
      start: startFrom(block.signs.map((sign, j) => prepare(parts[j]!, sign, j < block.live, chances[j]!))),
    }));
}

/** The parts with the one of this sign set to 0. */
export function without(parts: Parts, sign: 1 | -1): Parts {
  return sign === 1 ? { ...parts, plus: Rational.ZERO } : { ...parts, minus: Rational.ZERO };
}
