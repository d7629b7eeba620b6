import type { Dataset } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';

/** Integer rows, all of label +1: Z itself. */
export function plainData(rows: readonly (readonly number[])[]): Dataset {
  return {
    name: rows.map((row) => `(${row.join(', ')})`).join(', '),
    x: rows.map((row) => row.map((value) => Rational.of(BigInt(value)))),
    y: rows.map(() => 1),
  };
}
