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

/**
 * Decimal numbers (with a point or an exponent) in the tables of a Markdown text that are no rounding of a number in
 * the data; percentages count as hundredths.
 */
export function strayNumbers(markdown: string, data: unknown): string[] {
  const known = numbersIn(data);
  const cells = markdown.split('\n').filter((line) => line.startsWith('|'));
  const found = cells.flatMap((line) => [
    ...line.matchAll(/(?<![\w./:^])[-−]?\d+(?:\.\d+(?:e[-+]?\d+)?|e[-+]?\d+)(?: ?%)?(?![\w/])/g),
  ]);
  const isKnown = (token: string) => {
    const percent = token.endsWith('%');
    const digits = token.replace('−', '-').replace(/ ?%$/, '');
    const [mantissa, exponent = '0'] = digits.split('e') as [string, string?];
    const unit = 10 ** (Number(exponent) - (mantissa.split('.')[1]?.length ?? 0));
    const value = Number(digits);
    // Half a unit of the last digit, and the rounding of the decimal itself: 0.013427734375 is printed as 0.01342773438.
    const slack = 0.5 * unit + 2 * Number.EPSILON * Math.abs(value);
    return known.some(
      (number) => Math.abs(Math.abs(percent ? 100 * number : number) - Math.abs(value)) <= slack,
    );
  };
  return found.map(([token]) => token).filter((token) => !isKnown(token));
}
