import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { Rational } from '../numbers/rational.ts';
import { BadInput } from './bad-input.ts';
import type { TwoLayerWeights } from './network.ts';
import { NotANumpyArray, type NumpyArray, readNumpyArray } from './numpy-array.ts';

/** Whether a file is one of NumPy's by its name. */
export function isNumpyFile(file: string): boolean {
  return /\.np[yz]$/i.test(file);
}

/**
 * Two-layer weights saved by NumPy. `.npz`: one matrix of m rows of d numbers (incoming weights) and one array of m numbers
 * (outgoing weights, of shape m, 1 × m or m × 1), under any names, as `numpy.savez(file, w=…, a=…)` or a PyTorch state
 * gives; 'alpha' may be there too. `.npy`: one matrix of m rows (w_k, a_k).
 * @param slope α where the file does not say it.
 * @param dimension d, which tells the two arrays apart.
 * @throws BadInput
 */
export function readNumpyNetwork(
  file: string,
  slope: Rational | undefined,
  dimension: number,
): TwoLayerWeights {
  const arrays = arraysOf(file);
  const wrong = (path: string, expected: string, found: string) =>
    new BadInput({ file, path, expected, found });
  const shapes = () => Object.entries(arrays).map(([name, { shape }]) => `${name} (${shape.join(' × ')})`);
  const { alpha: stored, ...weights } = arrays;
  const alpha = stored?.values.length === 1 ? exact(stored.values[0]!, file, 'alpha') : slope;
  if (!alpha) throw wrong('alpha', 'the slope of the leaky ReLU: --alpha, or an array named alpha', 'none');

  if ('' in weights) {
    const joined = weights['']!;
    if (joined.shape.length !== 2 || joined.shape[1] !== dimension + 1)
      throw wrong('', `m rows of ${dimension + 1} numbers, (w_k, a_k)`, joined.shape.join(' × '));
    const rows = rowsOf(joined, file, '');
    return { alpha, w: rows.map((row) => row.slice(0, -1)), a: rows.map((row) => row.at(-1)!) };
  }
  const entries = Object.entries(weights);
  const incoming = entries.filter(([, { shape }]) => shape.length === 2 && shape[1] === dimension);
  for (const [name, matrix] of incoming) {
    const width = matrix.shape[0]!;
    const outgoing = entries.find(
      ([other, { shape, values }]) =>
        other !== name && values.length === width && shape.filter((side) => side !== 1).length <= 1,
    );
    if (!outgoing || entries.length !== 2) continue;
    return {
      alpha,
      w: rowsOf(matrix, file, name),
      a: [...outgoing[1].values].map((value, k) => exact(value, file, `${outgoing[0]}[${k}]`)),
    };
  }
  throw wrong('', `two arrays: m × ${dimension} incoming weights, and m outgoing ones`, shapes().join(', '));
}

/** Arrays by name; the only one of a .npy file is named ''. */
function arraysOf(file: string): Readonly<Record<string, NumpyArray>> {
  try {
    const bytes = readFileSync(file);
    if (/\.npy$/i.test(file)) return { '': readNumpyArray(bytes) };
    return Object.fromEntries(
      Object.entries(unzipSync(bytes)).map(([name, content]) => [
        name.replace(/\.npy$/, ''),
        readNumpyArray(content),
      ]),
    );
  } catch (error) {
    const found = error instanceof NotANumpyArray ? error.message : `a file that cannot be read (${error})`;
    throw new BadInput({ file, path: '', expected: 'arrays as NumPy saves them', found });
  }
}

function rowsOf({ shape, values }: NumpyArray, file: string, name: string): Rational[][] {
  const [rows, columns] = shape as [number, number];
  return Array.from({ length: rows }, (_, k) =>
    Array.from({ length: columns }, (_, j) => exact(values[k * columns + j]!, file, `${name}[${k}][${j}]`)),
  );
}

function exact(value: number, file: string, path: string): Rational {
  if (Number.isFinite(value)) return Rational.fromDouble(value);
  throw new BadInput({ file, path, expected: 'a finite number', found: String(value) });
}
