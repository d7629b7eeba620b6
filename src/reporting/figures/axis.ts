/** What an axis measures, and how. */
export interface Axis {
  readonly label: string;
  /** A logarithmic axis shows positive values only. */
  readonly scale: 'linear' | 'log';
}

/** An axis laid on a stretch of pixels. */
export interface ScaledAxis {
  /** The pixel of a value, undefined when the axis cannot show it. */
  readonly position: (value: number) => number | undefined;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** 10⁻³. */
function powerOfTen(exponent: number): string {
  const digits = Array.from(String(Math.abs(exponent)), (digit) => SUPERSCRIPTS[Number(digit)]!);
  return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

/** Multiples of 1, 2 or 5 times a power of ten between low and high, at most `most` of them. */
export function roundTicks(low: number, high: number, most: number): number[] {
  const rough = (high - low) / most;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((candidate) => candidate >= rough)!;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, k) => (first + k) * step);
}

/** Lays the axis so that `values` fill the pixels from `start` to `end`; values it cannot show are left out. */
export function scaleAxis(axis: Axis, values: readonly number[], start: number, end: number): ScaledAxis {
  const logarithmic = axis.scale === 'log';
  const shown = (value: number) => Number.isFinite(value) && (!logarithmic || value > 0);
  const raw = values.filter(shown).map((value) => (logarithmic ? Math.log10(value) : value));
  const [low, high] = widened(raw);
  const at = (value: number) => start + ((value - low) / (high - low)) * (end - start);
  const ticks = logarithmic && high - low > 1.2 ? decades(low, high) : plainTicks(low, high, logarithmic);
  return {
    position: (value) => (shown(value) ? at(logarithmic ? Math.log10(value) : value) : undefined),
    ticks: ticks.map(({ value, text }) => ({ at: at(value), text })),
  };
}

/** The range of the values with a little room; of one value, or of none, a range that shows it. */
function widened(values: readonly number[]): [low: number, high: number] {
  if (values.length === 0) return [0, 1];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const size = high - low;
  // Below this, neighbouring doubles would become visible as steps.
  const room = size > 1e-12 * Math.max(Math.abs(low), Math.abs(high)) ? 0.03 * size : Math.abs(low) / 10 || 1;
  return [low - room, high + room];
}

interface Tick {
  readonly value: number;
  readonly text: string;
}

function decades(low: number, high: number): Tick[] {
  return roundTicks(low, high, 8)
    .filter(Number.isInteger)
    .map((value) => ({ value, text: powerOfTen(value) }));
}

/** Round numbers; on a logarithmic axis their logarithms. */
function plainTicks(low: number, high: number, logarithmic: boolean): Tick[] {
  const values = logarithmic ? roundTicks(10 ** low, 10 ** high, 6) : roundTicks(low, high, 6);
  const step = Math.abs((values[1] ?? 1) - (values[0] ?? 0));
  return values.map((value) => ({
    value: logarithmic ? Math.log10(value) : value,
    text: plainText(value, step),
  }));
}

/** A tick's number with as many decimals as the step between ticks has. */
function plainText(value: number, step: number): string {
  if (Math.abs(value) >= 1e6 || step < 1e-9) return value.toPrecision(6).replace(/\.?0+(e|$)/, '$1');
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return value.toFixed(decimals).replace('-', '−');
}
