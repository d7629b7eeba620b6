import fc from 'fast-check';
import type { Dataset, Label } from '../../src/data/dataset.ts';
import { matrix } from '../../src/generators/coordinates.ts';
import { Rational } from '../../src/numbers/rational.ts';

/** How many generated data sets a sweep takes: FARKAS_ORACLE_CASES, or few enough for seconds. */
export function sweep(fallback: number): number {
  return Number(process.env['FARKAS_ORACLE_CASES'] ?? fallback);
}

/** Everything that makes float solvers fail on linear margins, separable and not, one class too. */
const SHAPES = [
  'plain',
  'coarse grid, so ties everywhere',
  'repeated points',
  'near-duplicates, a few units of 2^-30 apart',
  'one feature of scale 1e-6',
  'one column twice',
  'a zero row',
] as const;

/** Data sets of up to 50 points in up to 8 dimensions; n < d and d = 1 included. */
export function hardDataset(size = { points: 50, dimension: 8 }): fc.Arbitrary<Dataset> {
  return fc
    .record({
      shape: fc.constantFrom(...SHAPES),
      grid: matrix(fc.integer({ min: -256, max: 256 }), {
        minRows: 2,
        maxRows: size.points + 1,
        minColumns: 1,
        maxColumns: size.dimension,
      }),
      labelling: fc.constantFrom('teacher', 'teacher', 'teacher', 'random', 'one class'),
      choices: fc.array(fc.integer({ min: 0, max: 1023 }), {
        minLength: size.points,
        maxLength: size.points,
      }),
    })
    .map(({ shape, grid, labelling, choices }) => {
      const [teacher, ...raw] = grid;
      const rows = raw.map((row) => row.map((value) => Rational.of(BigInt(value), 64n)));
      const x = rows.map((row, i) => disturb(rows, row, i, shape, choices[i]!));
      const y = x.map((row, i): Label => {
        if (labelling === 'one class') return 1;
        if (labelling === 'random') return choices[i]! % 2 === 0 ? 1 : -1;
        const side = teacher!.reduce(
          (sum, value, j) => sum.add(row[j]!.mul(Rational.of(BigInt(value)))),
          Rational.ZERO,
        );
        return side.sign() < 0 ? -1 : 1;
      });
      return { name: shape, x, y };
    });
}

function disturb(
  rows: readonly Rational[][],
  row: Rational[],
  i: number,
  shape: (typeof SHAPES)[number],
  choice: number,
): Rational[] {
  const earlier = rows[choice % (i + 1)]!;
  switch (shape) {
    case 'plain':
      return row;
    case 'coarse grid, so ties everywhere':
      return row.map((value) => Rational.of(BigInt(Math.round(value.toNumber() / 2))));
    case 'repeated points':
      return choice % 2 === 0 ? earlier : row;
    case 'near-duplicates, a few units of 2^-30 apart':
      return choice % 2 === 0
        ? earlier.map((value, j) => value.add(Rational.of(BigInt(((choice >> j) % 7) - 3), 2n ** 30n)))
        : row;
    case 'one feature of scale 1e-6':
      return row.with(0, row[0]!.div(Rational.of(1_000_000n)));
    case 'one column twice':
      return [...row, row[0]!];
    case 'a zero row':
      return choice % 8 === 0 ? row.map(() => Rational.ZERO) : row;
  }
}
