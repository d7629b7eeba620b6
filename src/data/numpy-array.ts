/** A NumPy array of numbers as doubles, row-major. */
export interface NumpyArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** Says what is wrong with a .npy file. */
export class NotANumpyArray extends Error {
  override name = 'NotANumpyArray';
}

/** Readers of little-endian elements by NumPy's type code; big-endian ones are read with the flag turned. */
const ELEMENTS: Readonly<Record<string, (view: DataView, at: number, little: boolean) => number>> = {
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
  i1: (view, at) => view.getInt8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  u1: (view, at) => view.getUint8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
};

const MAGIC = '\x93NUMPY';

/**
 * The array of a .npy file: numpy.lib.format versions 1 to 3, real numbers of up to 64 bits (integers beyond 2^53 are rounded).
 * @throws NotANumpyArray
 */
export function readNumpyArray(bytes: Uint8Array): NumpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const latin = new TextDecoder('latin1');
  if (bytes.length < 12 || latin.decode(bytes.subarray(0, 6)) !== MAGIC)
    throw new NotANumpyArray('expected a .npy file, found another kind of file');
  const long = view.getUint8(6) > 1;
  const start = long ? 12 : 10;
  const length = long ? view.getUint32(8, true) : view.getUint16(8, true);
  const header = latin.decode(bytes.subarray(start, start + length));
  const [, order, code] = /'descr': *'([<>|=])([a-z]\d+)'/.exec(header) ?? [];
  const read = ELEMENTS[code ?? ''];
  if (!read)
    throw new NotANumpyArray(
      `expected real numbers (${Object.keys(ELEMENTS).join(', ')}), found ${/'descr': *([^,]*)/.exec(header)?.[1] ?? 'no type'}`,
    );
  const shape = [...(/'shape': *\(([^)]*)\)/.exec(header)?.[1] ?? '').matchAll(/\d+/g)].map(Number);
  const fortran = /'fortran_order': *True/.test(header);
  const size = Number(code!.slice(1));
  const count = shape.reduce((product, side) => product * side, 1);
  const data = start + length;
  if (bytes.length !== data + count * size)
    throw new NotANumpyArray(`expected ${count} numbers, found ${(bytes.length - data) / size}`);
  const values = Float64Array.from({ length: count }, (_, index) =>
    read(view, data + size * (fortran ? columnMajor(index, shape) : index), order !== '>'),
  );
  return { shape, values };
}

/** Where the element of a row-major index lies in column-major storage. */
function columnMajor(index: number, shape: readonly number[]): number {
  let rest = index;
  const place = shape.toReversed().map((side) => {
    const coordinate = rest % side;
    rest = Math.floor(rest / side);
    return coordinate;
  });
  return place.reduce((at, coordinate, k) => at * shape[shape.length - 1 - k]! + coordinate, 0);
}
