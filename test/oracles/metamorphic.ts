import type { Dataset } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';

/** All coordinates times 10^exponent, and that factor. */
export function rescale(data: Dataset, exponent: number): { scaled: Dataset; factor: Rational } {
  const factor = Rational.fromDecimal(`1e${exponent}`);
  return { scaled: { ...data, x: data.x.map((row) => row.map((value) => value.mul(factor))) }, factor };
}

/** Every point twice. */
export function repeat(data: Dataset): Dataset {
  return { ...data, x: [...data.x, ...data.x], y: [...data.y, ...data.y] };
}

/** Points and columns in reverse order. */
export function permute(data: Dataset): Dataset {
  return { ...data, x: data.x.map((row) => row.toReversed()).reverse(), y: data.y.toReversed() };
}

/** Every column twice. */
export function duplicateColumns(data: Dataset): Dataset {
  return { ...data, x: data.x.map((row) => [...row, ...row]) };
}
