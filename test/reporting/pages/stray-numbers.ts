/** Every number in a value: numbers, strings that are fractions, and numbers within strings. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value === 'string') {
    const [numerator, denominator] = value.split('/');
    const fraction = denominator === undefined ? Number.NaN : Number(numerator) / Number(denominator);
    const within = [...value.replaceAll('−', '-').matchAll(/-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g)].map(Number);
    return Number.isFinite(fraction) ? [fraction, ...within] : within;
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(numbersIn);
}

/**
 * Decimal numbers (with a point or an exponent) in the tables of a Markdown text that are no rounding of a number in
 * the data; percentages count as hundredths.
 */
export function strayNumbers(markdown: string, data: unknown): string[] {
  // Stable ranks and ratios near 1 are shown by their distance from it.
  const known = numbersIn(data).flatMap((number) => [number, number - 1]);
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
    const slack = 0.5 * unit * (1 + 1e-9);
    return known.some(
      (number) => Math.abs(Math.abs(percent ? 100 * number : number) - Math.abs(value)) <= slack,
    );
  };
  return found.map(([token]) => token).filter((token) => !isKnown(token));
}
