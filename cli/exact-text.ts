import { Rational } from '../src/numbers/rational.ts';

/** Longest exact number shown in full, in characters. */
export const LONGEST_EXACT = 32;
/** Coordinates shown of a vector, unless it has only a few more; the JSON output has all of them. */
const MOST_LISTED = 8;
const A_FEW = 4;

/** An exact number in full if it is short, else its nearest double. */
export function shown(exact: string): string {
  return exact.length <= LONGEST_EXACT ? exact : `≈ ${Rational.parse(exact).toNumber()}`;
}

/** A vector: every entry of a short one, the largest entries of a long one. */
export function vectorText(exact: readonly string[], entry: (exact: string) => string = shown): string {
  if (exact.length <= MOST_LISTED + A_FEW) return exact.map(entry).join(', ');
  const sizes = exact.map((value) => Math.abs(Rational.parse(value).toNumber()));
  const largest = [...sizes.keys()].sort((i, j) => sizes[j]! - sizes[i]!).slice(0, MOST_LISTED);
  const entries = largest.sort((i, j) => i - j).map((j) => `w[${j}] = ${entry(exact[j]!)}`);
  return `${entries.join(', ')}, … (${exact.length} numbers; these are the largest)`;
}

/** "1 point", "2 points". */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
