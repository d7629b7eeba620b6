import { BadInput } from './bad-input.ts';

/** Most points of a data set. Exact methods take minutes well before; a larger file is a mistake. */
export const MAX_POINTS = 100_000;
/** Most numbers of a data set, points times dimension: some 500 MB as exact rationals. */
export const MAX_ENTRIES = 2_000_000;

/** @throws BadInput when n points of d coordinates are more than can be handled. */
export function checkSize(file: string, points: number, dimension: number): void {
  if (points > MAX_POINTS)
    throw new BadInput({
      file,
      path: '',
      expected: `at most ${MAX_POINTS} points`,
      found: 'more',
      remedy: 'Take a sample of them.',
    });
  if (points * dimension > MAX_ENTRIES)
    throw new BadInput({
      file,
      path: '',
      expected: `at most ${MAX_ENTRIES} numbers`,
      found: `${points} points of dimension ${dimension}`,
      remedy: 'Take a sample of the points, or fewer features.',
    });
}
