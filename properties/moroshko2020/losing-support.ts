import fc from 'fast-check';
import type { Dataset } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { withSigns } from './generators.ts';

/**
 * Two points with z_1 = (a, 0), z_2 = (b, c), 0 < c < b < a and c² > b(a − b). Both support every Q_μ minimiser down to some μ, so that
 * w = (1/a, (1 − b/a)/c) does not move; yet λ_1 = [arcsinh(w_1/2μ) − (b/c) arcsinh(w_2/2μ)]/a has its largest value on the way and
 * decreases beyond it. The multipliers of a flow cannot decrease: it keeps λ_1 and leaves the minimiser.
 */
export interface LosingSupport {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

function minimiser({ a, b, c }: LosingSupport): [number, number] {
  return [1 / a, (1 - b / a) / c];
}

/** λ_1 of the Q_μ minimiser, while it is positive. */
export function firstMultiplier(net: LosingSupport, inverseMu: number): number {
  const [w1, w2] = minimiser(net);
  const { a, b, c } = net;
  return (Math.asinh((w1 * inverseMu) / 2) - (b / c) * Math.asinh((w2 * inverseMu) / 2)) / a;
}

/** 1/μ where λ_1 is largest: the zero of its derivative w_1/√(w_1² + 4μ²) − (b/c) w_2/√(w_2² + 4μ²). */
export function peak(net: LosingSupport): number {
  const [w1, w2] = minimiser(net);
  const ratio = (net.b / net.c) ** 2;
  return 2 * Math.sqrt((w1 ** 2 - ratio * w2 ** 2) / ((ratio - 1) * w1 ** 2 * w2 ** 2));
}

/** 1/μ where λ_1 = 0 and the first point leaves the support of the minimiser. */
export function vanishing(net: LosingSupport): number {
  let low = peak(net);
  let high = 2 * low;
  while (firstMultiplier(net, high) > 0) high *= 2;
  for (let k = 0; k < 100; k++) {
    const middle = (low + high) / 2;
    if (firstMultiplier(net, middle) > 0) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Where the flow is instead, beyond the peak and for α → ∞: λ_1 rests at its largest value, only the second point is on the margin,
 * b·w_1 + c·w_2 = 1, w_1 = 2μ sinh(aλ_1 + bλ_2), w_2 = 2μ sinh(cλ_2).
 */
export function frozenLimit(net: LosingSupport, inverseMu: number): [number, number] {
  const { a, b, c } = net;
  const kept = a * firstMultiplier(net, peak(net));
  const weights = (second: number): [number, number] => [
    (2 * Math.sinh(kept + b * second)) / inverseMu,
    (2 * Math.sinh(c * second)) / inverseMu,
  ];
  let [low, high] = [0, Math.asinh(inverseMu / (2 * c)) / c];
  for (let k = 0; k < 200; k++) {
    const middle = (low + high) / 2;
    const [w1, w2] = weights(middle);
    if (b * w1 + c * w2 < 1) low = middle;
    else high = middle;
  }
  return weights(high);
}

/** The coefficients of data that `losingSupport` drew, and the sides of its two coordinates. */
export function readLosingSupport({ x, y }: Dataset): LosingSupport & { readonly signs: readonly number[] } {
  const z = x.map((row, i) => row.map((value) => value.toNumber() * y[i]!));
  const [b, c] = z[1]!.map(Math.abs) as [number, number];
  return { a: Math.abs(z[0]![0]!), b, c, signs: z[1]!.map(Math.sign) };
}

/** Farther out, the first multiplier falls too slowly to reach 0 at a depth worth the run. */
const FARTHEST = 1e5;

/** Data of this kind, up to signs, with a μ well beyond the peak at which both points still support the minimiser. */
export function losingSupport(): fc.Arbitrary<{ data: Dataset; mu: Rational }> {
  const triples: LosingSupport[] = [];
  for (let a = 3; a <= 9; a++)
    for (let b = 2; b < a; b++)
      for (let c = 1; c < b; c++) if (c * c > b * (a - b)) triples.push({ a, b, c });
  return fc
    .record({
      net: fc.constantFrom(...triples),
      share: fc.integer({ min: 8, max: 15 }),
      labels: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
      signs: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
    })
    .map(({ net, share, labels, signs }) => {
      const { a, b, c } = net;
      const [from, to] = [peak(net), Math.min(FARTHEST, vanishing(net))];
      const inverseMu = Math.floor(from * (to / from) ** (share / 16));
      const rows = [
        [a, 0],
        [b, c],
      ].map((row) => row.map((value) => Rational.of(BigInt(value))));
      return {
        data: withSigns(rows, labels, signs, 'losing support'),
        mu: Rational.of(1n, BigInt(inverseMu)),
      };
    });
}
