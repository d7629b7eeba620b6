/** Fractions, and decimals of more digits than a double has: exact numbers that JSON can hold in strings only. */
const EXACT = /^-?\d+(?:\/\d+)?$|^-?(?=(?:\.?\d){18})\d+\.\d+$/;

/** Every number in a value: numbers, and strings that are nothing but an exact number. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value === 'string') {
    if (!EXACT.test(value)) return [];
    const [numerator, denominator = '1'] = value.split('/');
    return [Number(numerator) / Number(denominator)];
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(numbersIn);
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** What is written in digits and is no number of the text: targets of links, code, indices, and exponents of anything but 10. */
function withoutNotation(markdown: string): string {
  return markdown
    .replaceAll(/\]\([^)]*\)/g, ']')
    .replaceAll(/`[^`]*`/g, '')
    .replaceAll(/(?<!\d)10\^(?:\(([^()]*)\)|(\d+\.\d+))/g, ' $1$2 ')
    .replaceAll(/[_^](?:\{[^{}]*\}|\([^()]*\)|[-−]?\d+(?:\/\d+)?)/g, '');
}

/** 10⁻³; or 12, 2,500, 0.25, .5, 5.4e-11, 2.3·10⁶, 1/128 and their percentages. No digits of names (V2, log10, two-layer:3:0.125). */
const NUMBER = new RegExp(
  String.raw`(?<![\p{L}\p{No}\d.:/])[-−]?(?:10(?<power>⁻?[${RAISED}]+)|(?<digits>\d{1,3}(?:,\d{3})+|\d*\.?\d+)(?:e(?<e>[-+]?\d+)|·10(?<times>⁻?[${RAISED}]+))?(?:/(?<over>\d+))?(?<percent> ?%)?)`,
  'gu',
);

function lowered(exponent: string): number {
  return Number(exponent.replaceAll(/./gu, (c) => (c === '⁻' ? '-' : String(RAISED.indexOf(c)))));
}

/**
 * Numbers in a Markdown text, prose and tables, that the data does not hold: those that are no rounding of a number in it
 * (signs aside; percentages count as hundredths; both parts of a fraction may stand there, or their ratio). Powers of ten are exact.
 * Belonging to the statement, and free: integers of one digit and fractions of two of them.
 */
export function strayNumbers(markdown: string, data: unknown): string[] {
  const known = numbersIn(data).map(Math.abs);
  // Half a unit of the last digit, and the rounding of the decimal itself: 0.013427734375 is printed as 0.01342773438.
  const holds = (value: number, unit: number) => {
    const slack = 0.5 * unit + 2 * Number.EPSILON * value;
    return known.some((number) => Math.abs(number - value) <= slack);
  };
  const isKnown = ({ power, digits, e, times, over, percent }: Readonly<Record<string, string>>) => {
    if (power) return holds(Number(`1e${lowered(power)}`), 0);
    const plain = digits!.replaceAll(',', '');
    const isInteger = !e && !times && !percent && !plain.includes('.');
    if (over) {
      const small = plain.length === 1 && over.length === 1;
      return (
        small || holds(Number(plain) / Number(over), 0) || (holds(Number(plain), 0) && holds(Number(over), 0))
      );
    }
    if (isInteger) return plain.length === 1 || holds(Number(plain), 1);
    const exponent = Number(e ?? 0) + (times ? lowered(times) : 0) - (percent ? 2 : 0);
    return holds(Number(`${plain}e${exponent}`), 10 ** (exponent - (plain.split('.')[1]?.length ?? 0)));
  };
  return [...withoutNotation(markdown).matchAll(NUMBER)]
    .filter(({ groups }) => !isKnown(groups!))
    .map(([token]) => token);
}
