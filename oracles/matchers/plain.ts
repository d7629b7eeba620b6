import { BadInput } from '../../src/data/bad-input.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';

/** Data as tests write it: n rows of d numbers, and n labels. Every double is taken exactly. */
export interface PlainData {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly (1 | -1)[];
}

/** A two-layer net f(x) = Σ_k a_k φ(⟨w_k, x⟩), φ(z) = max(z, αz), as tests write it. */
export interface PlainNetwork {
  readonly alpha: number;
  readonly a: readonly number[];
  readonly w: readonly (readonly number[])[];
}

/** Exact data, as the generators draw it, or plain numbers. @throws BadInput when rows and labels do not fit. */
export function exactData(data: Dataset | PlainData): Dataset {
  if ('name' in data) return data;
  const wrong = (path: string, expected: string, found: string) =>
    new BadInput({ file: 'data', path, expected, found });
  const { x, y } = data;
  if (x.length === 0 || x.length !== y.length)
    throw wrong('y', `${x.length} labels, one a point, and at least one`, `${y.length}`);
  return {
    name: 'data',
    x: x.map((row, i) => {
      if (row.length !== x[0]!.length || row.length === 0)
        throw wrong(`x[${i}]`, `${x[0]!.length} numbers as in x[0]`, `${row.length}`);
      return row.map((value, j) => {
        if (!Number.isFinite(value)) throw wrong(`x[${i}][${j}]`, 'a finite number', String(value));
        return Rational.fromDouble(value);
      });
    }),
    y: y.map((label, i) => {
      if (label !== 1 && label !== -1) throw wrong(`y[${i}]`, '1 or −1', String(label));
      return label;
    }),
  };
}
