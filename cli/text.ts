import { Rational } from '../src/numbers/rational.ts';

/** Longest exact number shown in full, in characters. */
const LONGEST_EXACT = 32;
/** Coordinates shown of a vector, unless it has only a few more; the JSON output has all of them. */
const MOST_LISTED = 8;
const A_FEW = 4;

/** An exact number in full if it is short, else its nearest double. */
export function shown(exact: string): string {
  return exact.length <= LONGEST_EXACT ? exact : `≈ ${Rational.parse(exact).toNumber()}`;
}

/** "name = 1/3", or "name ≈ 0.333…" for a long number. */
export function equation(name: string, exact: string): string {
  return exact.length <= LONGEST_EXACT ? `${name} = ${exact}` : `${name} ${shown(exact)}`;
}

/** A vector: every entry of a short one, the largest entries of a long one. */
export function vectorText(exact: readonly string[]): string {
  if (exact.length <= MOST_LISTED + A_FEW) return exact.map(shown).join(', ');
  const sizes = exact.map((value) => Math.abs(Rational.parse(value).toNumber()));
  const largest = [...sizes.keys()].sort((i, j) => sizes[j]! - sizes[i]!).slice(0, MOST_LISTED);
  const entries = largest.sort((i, j) => i - j).map((j) => equation(`w[${j}]`, exact[j]!));
  return `${entries.join(', ')}, … (${exact.length} numbers; these are the largest)`;
}

/** A number by its nearest double of six significant digits. */
export function rounded(exact: string): string {
  return String(Number(Rational.parse(exact).toNumber().toPrecision(6)));
}

/** "1 point", "2 points". */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** A name from a file on one line: control characters would speak to the terminal. */
export function printable(name: string): string {
  return name.replace(/\p{Cc}+/gu, ' ');
}
