import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { readNumpyNetwork } from '../../src/data/network-numpy.ts';
import { readNumpyArray } from '../../src/data/numpy-array.ts';
import { Rational } from '../../src/numbers/rational.ts';

const folder = mkdtempSync(join(tmpdir(), 'farkas-numpy-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A .npy file of doubles by the format's own description; `values` in the order of storage. */
function npy(
  shape: readonly number[],
  values: readonly number[],
  { fortran = false, code = '<f8', version = 1 } = {},
) {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${code}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${tuple}, }`;
  const prefix = version === 1 ? 10 : 12;
  const header = `${text.padEnd(64 * Math.ceil((prefix + text.length + 1) / 64) - prefix - 1)}\n`;
  const size = Number(code.slice(2));
  const bytes = new Uint8Array(prefix + header.length + size * values.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), version, 0]);
  if (version === 1) view.setUint16(8, header.length, true);
  else view.setUint32(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), prefix);
  const little = code[0] !== '>';
  for (const [index, value] of values.entries()) {
    const at = prefix + header.length + size * index;
    if (code.endsWith('f8')) view.setFloat64(at, value, little);
    else if (code.endsWith('f4')) view.setFloat32(at, value, little);
    else if (code.endsWith('i8')) view.setBigInt64(at, BigInt(value), little);
    else view.setInt32(at, value, little);
  }
  return bytes;
}

function file(name: string, content: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const ALPHA = Rational.of(1n, 10n);
const W = npy([2, 3], [1, 2, 3, 4, 5, 6]);
const A = npy([2], [7, 8]);
const weights = (path: string) => {
  const { a, w, alpha } = readNumpyNetwork(path, ALPHA, 3);
  return {
    alpha: String(alpha),
    a: a.map((value) => value.toNumber()),
    w: w.map((row) => row.map((value) => value.toNumber())),
  };
};
const EXPECTED = {
  w: [
    [1, 2, 3],
    [4, 5, 6],
  ],
};

describe('arrays of NumPy', () => {
  it.each([
    ['doubles', npy([2, 3], [1, 2, 3, 4, 5, 6])],
    ['floats', npy([2, 3], [1, 2, 3, 4, 5, 6], { code: '<f4' })],
    ['big-endian', npy([2, 3], [1, 2, 3, 4, 5, 6], { code: '>f8' })],
    ['integers', npy([2, 3], [1, 2, 3, 4, 5, 6], { code: '<i8' })],
    ['column-major', npy([2, 3], [1, 4, 2, 5, 3, 6], { fortran: true })],
    ['of version 2', npy([2, 3], [1, 2, 3, 4, 5, 6], { version: 2 })],
  ])('are read row by row: %s', (_, bytes) => {
    expect(readNumpyArray(bytes)).toEqual({ shape: [2, 3], values: Float64Array.of(1, 2, 3, 4, 5, 6) });
  });

  it.each([
    ['another file', new TextEncoder().encode('x1,x2,y\n1,2,1\n'), /another kind of file/],
    ['complex numbers', npy([1], [1], { code: '<c8' }), /expected real numbers.*c8/],
    ['a cut file', npy([2, 3], [1, 2]), /expected 6 numbers, found 2/],
  ])('refuse %s', (_, bytes, message) => {
    expect(() => readNumpyArray(bytes)).toThrow(message);
  });
});

describe('a network of NumPy', () => {
  it('is read from .npz under any names and shapes, and from .npy', () => {
    const named = file('named.npz', zipSync({ 'w.npy': W, 'a.npy': A }));
    expect(weights(named)).toMatchObject({ ...EXPECTED, alpha: '1/10' });
    const state = {
      'fc1.weight.npy': W,
      'fc2.weight.npy': npy([1, 2], [7, 8]),
      'alpha.npy': npy([], [0.25]),
    };
    expect(weights(file('state.npz', zipSync(state)))).toMatchObject({ ...EXPECTED, alpha: '1/4' });
    const joined = file('joined.npy', npy([2, 4], [1, 2, 3, 7, 4, 5, 6, 8]));
    expect(weights(joined)).toMatchObject(EXPECTED);
  });

  it.each([
    [
      'no slope',
      () => readNumpyNetwork(file('a.npz', zipSync({ 'w.npy': W, 'a.npy': A })), undefined, 3),
      /alpha: expected the slope/,
    ],
    [
      'other widths',
      () => weights(file('b.npz', zipSync({ 'w.npy': W, 'a.npy': npy([3], [1, 2, 3]) }))),
      /w \(2 × 3\), a \(3\)/,
    ],
    [
      'a bias',
      () => weights(file('c.npz', zipSync({ 'w.npy': W, 'b.npy': A, 'a.npy': A }))),
      /expected two arrays/,
    ],
    [
      'NaN',
      () => weights(file('d.npz', zipSync({ 'w.npy': W, 'a.npy': npy([2], [Number.NaN, 1]) }))),
      /a\[0\]: expected a finite number/,
    ],
    ['no archive', () => weights(file('e.npz', W)), /cannot be read/],
    ['a matrix of another data set', () => weights(file('f.npy', W)), /m rows of 4 numbers.*2 × 3/],
  ])('with %s is refused, with the place', (_, read, message) => {
    expect(read).toThrow(message);
  });
});
