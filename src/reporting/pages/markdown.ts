/** A Markdown table; bars in cells are escaped. */
export function markdownTable(header: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const line = (cells: readonly unknown[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** ±10ⁿ: −1e12 is −10¹². Throws RangeError where the value is no power of ten. */
export function powerOfTen(value: number): string {
  const [mantissa, exponent] = Math.abs(value).toExponential().split('e');
  if (mantissa !== '1') throw new RangeError(`expected a power of ten, found ${value}`);
  const raised = String(Number(exponent)).replaceAll(/./g, (c) => (c === '-' ? '⁻' : RAISED[Number(c)]!));
  return `${value < 0 ? '−' : ''}10${raised}`;
}

/** Three digits, for reading; the exact number is in the JSON beside the page. */
export function rounded(value: number | string): string {
  if (typeof value === 'string') return value;
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e6 ? String(Number(value.toPrecision(3))) : value.toExponential(2);
}
