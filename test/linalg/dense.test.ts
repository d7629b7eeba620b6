import fc from 'fast-check';
import { all, create } from 'mathjs';
import { describe, expect, it } from 'vitest';
import * as dense from '../../src/linalg/dense.ts';
import { arithmetic } from '../../src/numbers/arithmetic.ts';
import type { RealField } from '../../src/numbers/field.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { rationalField } from '../../src/numbers/rational-field.ts';

const mathjs = create(all);
const MAX = 6;
const entry = fc.integer({ min: -64, max: 64 }).map((k) => Rational.of(BigInt(k), 16n));
const square = fc
  .tuple(
    fc.integer({ min: 1, max: MAX }),
    fc.array(entry, { minLength: MAX * (MAX + 2), maxLength: MAX * (MAX + 2) }),
  )
  .map(([n, entries]) => {
    const rows = Array.from({ length: n }, (_, i) => entries.slice(i * MAX, i * MAX + n));
    return {
      n,
      rows,
      right: entries.slice(MAX * MAX, MAX * MAX + n),
      other: entries.slice(MAX * (MAX + 1), MAX * (MAX + 1) + n),
    };
  });
const text = (values: unknown) => JSON.stringify(values);
const determinant = (rows: Rational[][]): number =>
  Number(mathjs.det(rows.map((row) => row.map((value) => value.toNumber()))));

describe('dense algebra over the rationals', () => {
  it('solves exactly: A·x is the right side', () => {
    fc.assert(
      fc.property(square, ({ rows, right }) => {
        const x = dense.solve(rationalField, rows, right);
        if (x) expect(text(dense.matrixTimesVector(rationalField, rows, x))).toBe(text(right));
        // Entries are multiples of 1/16 of size ≤ 4, so float determinants tell zero from ≥ 16^−6 with certainty.
        else expect(Math.abs(determinant(rows))).toBeLessThan(16 ** -MAX / 2);
      }),
    );
  });

  it('calls exactly the singular matrices singular', () => {
    fc.assert(
      fc.property(square, fc.nat(), ({ n, rows, right }, pick) => {
        // The last row becomes a combination of the others: for one row, zero.
        const others = rows.slice(0, n - 1);
        const combination = others.reduce(
          (sum, row, i) => dense.addScaled(rationalField, sum, Rational.of(BigInt((pick >> i) % 3)), row),
          rows[0]!.map(() => Rational.ZERO),
        );
        expect(dense.solve(rationalField, [...others, combination], right)).toBeUndefined();
      }),
    );
  });

  it('multiplies: ⟨u, A·v⟩ = ⟨Aᵀ·u, v⟩, and A·(A·v) = (A·A)·v', () => {
    fc.assert(
      fc.property(square, ({ rows, right, other }) => {
        const image = dense.matrixTimesVector(rationalField, rows, right);
        const adjoint = dense.transposeTimesVector(rationalField, rows, other);
        expect(text(dense.dot(rationalField, other, image))).toBe(
          text(dense.dot(rationalField, adjoint, right)),
        );
        const product = dense.matrixTimesMatrix(rationalField, rows, rows);
        expect(text(dense.matrixTimesVector(rationalField, product, right))).toBe(
          text(dense.matrixTimesVector(rationalField, rows, image)),
        );
      }),
    );
  });

  it('has a Gram matrix A·Aᵀ', () => {
    fc.assert(
      fc.property(square, ({ rows }) => {
        const product = dense.matrixTimesMatrix(rationalField, rows, dense.transpose(rows));
        expect(text(dense.gram(rationalField, rows))).toBe(text(product));
      }),
    );
  });

  it('is linear in vectors', () => {
    const [two, three] = [Rational.of(2n), Rational.of(3n)];
    expect(text(dense.addScaled(rationalField, [two, three], three, [two, two]))).toBe('["8","9"]');
    expect(text(dense.scaleVector(rationalField, three, [two, three]))).toBe('["6","9"]');
  });
});

describe.each(['double', 'dd', 30] as const)('solve in precision %s', (precision) => {
  const field = arithmetic(precision) as RealField<unknown>;

  it('agrees with mathjs and with the exact solution up to the condition number', () => {
    fc.assert(
      fc.property(square, ({ n, rows, right }) => {
        const exact = dense.solve(rationalField, rows, right);
        fc.pre(exact !== undefined && Math.abs(determinant(rows)) > 1e-3);
        const floats = rows.map((row) => row.map((value) => value.toNumber()));
        const condition =
          n * Number(mathjs.norm(floats, 'fro')) * Number(mathjs.norm(mathjs.inv(floats), 'fro'));
        const size = Math.max(...exact!.map((value) => Math.abs(value.toNumber())), 1e-300);
        const x = dense.solve(
          field,
          rows.map((row) => row.map((value) => field.fromRational(value))),
          right.map((value) => field.fromRational(value)),
        )!;
        const byMathjs = mathjs.lusolve(
          floats,
          right.map((value) => value.toNumber()),
        ) as number[][];
        x.forEach((value, j) => {
          const error = Math.abs(field.toRational(value).sub(exact![j]!).toNumber());
          expect(error).toBeLessThanOrEqual(8 * n * condition * field.epsilon * size);
          const difference = Math.abs(field.toNumber(value) - byMathjs[j]![0]!);
          expect(difference).toBeLessThanOrEqual(16 * n * condition * 2 ** -52 * size);
        });
      }),
    );
  });
});
