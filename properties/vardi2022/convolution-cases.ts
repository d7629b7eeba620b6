import fc from 'fast-check';
import type { Label } from '../../src/data/dataset.ts';
import { anyLoss } from '../../src/generators/flow-cases.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { ConvolutionRun, Pair } from './convolution-limit.ts';
import { column, combined, type Orthogonal, reflection, rotation } from './rational-orthogonal.ts';

/** The kinds of limits of V8. */
export type Kind = 'top pair' | 'lower pair' | 'two examples' | 'relu top' | 'relu lower' | 'relu kink';

/** A run of a convolution whose limit is of a known kind. */
export interface ConvolutionCase extends ConvolutionRun {
  readonly kind: Kind;
}

const sixteenths = (min: number, max: number) =>
  fc.integer({ min, max }).map((k) => Rational.of(BigInt(k), 16n));
const many = <T>(arbitrary: fc.Arbitrary<T>, count: number) =>
  fc.array(arbitrary, { minLength: count, maxLength: count });
const signed = (value: Rational, label: Label) => (label === 1 ? value : value.neg());
const label = fc.constantFrom<Label>(1, -1);
/** Half tangents of three planes. */
const tangents = many(sixteenths(-12, 12), 3);
/** No rotation: numbers stay short. */
export const unturned: typeof tangents = fc.constant([Rational.ZERO, Rational.ZERO, Rational.ZERO]);
/** Up to three singular values from σ/16 to σ/2 for a largest one of σ. */
const weaker = many(sixteenths(1, 8), 2);

/** r for a run to a pair of σ while one of `next` dies. */
function rateOf(sigma: Rational, next: Rational | undefined): Rational {
  const ratio = next ? next.div(sigma) : Rational.ZERO;
  return Rational.ONE.sub(ratio).mul(Rational.of(-1n, 2n));
}

/** The patches of UΣVᵀ in a row: patch j is Σ_k σ_k V_jk·(column k of U). */
function patches(left: Orthogonal, sigmas: readonly Rational[], right: Orthogonal): Rational[] {
  return right.flatMap((row) =>
    combined(
      left,
      sigmas.map((sigma, k) => sigma.mul(row[k]!)),
    ),
  );
}

/** The pairs of UΣVᵀ for a label; σ in falling order from index `first` on. */
function pairsOf(left: Orthogonal, sigmas: readonly Rational[], right: Orthogonal, y: Label): Pair[] {
  return sigmas.map((sigma, k) => ({
    left: column(left, k),
    right: column(right, k).map((value) => signed(value, y)),
    sigma,
    rate: rateOf(
      sigma,
      sigmas.filter((other) => other.compare(sigma) < 0).reduce<Rational | undefined>(larger, undefined),
    ),
  }));
}

const larger = (a: Rational | undefined, b: Rational): Rational => (a && a.compare(b) > 0 ? a : b);

/**
 * One example, linear. Singular values σ, then at most σ/2; for the lower pair one of up to 2σ stands before them, and the start has no part in it.
 */
export function linearCases(kind: 'top pair' | 'lower pair', turn = tangents): fc.Arbitrary<ConvolutionCase> {
  return fc
    .record({
      size: fc.record({ p: fc.integer({ min: 2, max: 3 }), m: fc.integer({ min: 2, max: 3 }) }),
      turns: fc.tuple(turn, turn),
      sigma: sixteenths(8, 32),
      above: sixteenths(18, 32),
      below: weaker,
      inner: many(sixteenths(-16, 16), 3),
      outer: many(sixteenths(-16, 16), 3),
      main: fc.tuple(sixteenths(8, 32), sixteenths(8, 32)),
      y: label,
      loss: anyLoss(),
    })
    .map(({ size: { p, m }, turns, sigma, above, below, inner, outer, main, y, loss }) => {
      const [left, right] = [rotation(p, turns[0]), rotation(m, turns[1])];
      const ending = [sigma, ...below.map((ratio) => ratio.mul(sigma))];
      const sigmas = (kind === 'lower pair' ? [sigma.mul(above), ...ending] : ending).slice(
        0,
        Math.min(p, m),
      );
      const at = kind === 'lower pair' ? 1 : 0;
      const along = (values: readonly Rational[], first: Rational, size: number) =>
        Array.from({ length: size }, (_, k) => (k < at ? Rational.ZERO : k === at ? first : values[k]!));
      return {
        kind,
        model: `convolution:${p}`,
        loss,
        data: { name: 'one example', x: [patches(left, sigmas, right)], y: [y] },
        start: [
          ...combined(left, along(inner, main[0], p)),
          ...combined(right, along(outer, main[1], m)).map((value) => signed(value, y)),
        ],
        pairs: pairsOf(left, sigmas, right, y),
      };
    });
}

/**
 * Two examples [[1,b],[b,g]] and [[1,−b],[−b,g]], g > 1, turned on both sides: (e₁, e₁) is a strict local optimum of cost 1, and (e₂, e₂) costs
 * 1/g. The printed data have b = 1, g = 3.
 * @param near which of them the starts are.
 */
const twoExamplesNear = (near: 'the first' | 'the second', turn = tangents): fc.Arbitrary<ConvolutionCase> =>
  fc
    .record({
      turns: fc.tuple(turn, turn),
      b: sixteenths(8, 32),
      g: sixteenths(20, 48),
      main: fc.tuple(sixteenths(16, 24), sixteenths(16, 24)),
      off: many(sixteenths(-1, 1), 2),
      labels: many(label, 2),
      loss: anyLoss(),
    })
    .map(({ turns, b, g, main, off, labels, loss }) => {
      const [left, right] = [rotation(2, turns[0]), rotation(2, turns[1])];
      const row = (corner: Rational, y: Label) => {
        // Patch j is column j of U·M·Vᵀ, M = [[1, corner], [corner, g]].
        return right
          .flatMap(([first, second]) =>
            combined(left, [first!.add(corner.mul(second!)), corner.mul(first!).add(g.mul(second!))]),
          )
          .map((value) => signed(value, y));
      };
      return {
        kind: 'two examples',
        model: 'convolution:2',
        loss,
        data: { name: 'two examples', x: [row(b, labels[0]!), row(b.neg(), labels[1]!)], y: labels },
        start: [left, right].flatMap((basis, k) => {
          const parts = [main[k]!, off[k]!];
          return combined(basis, near === 'the first' ? parts : parts.reverse());
        }),
        pairs: [Rational.ONE, g].map((sigma, k) => ({
          left: column(left, k),
          right: column(right, k),
          sigma,
          rate: Rational.of(-1n),
        })),
      };
    });

export const twoExampleCases = twoExamplesNear('the first');

/** Starts near the global optimum, with nothing of the other one. */
export const twoExamplesNearTheBest = twoExamplesNear('the second', unturned);

/**
 * One example, ReLU: active patches UΣVᵀ with the first column of V positive, so that all of them are active at the first pair, and one
 * inactive patch −c·u₁. Starts near (u₁, v₁), where the run keeps the signs of the pre-activations: other parts grow at most like the first while
 * they start below an eighth of the least entry of v₁. For the lower pair another singular value is up to twice as large, and the start is on the ray.
 */
export function reluCases(kind: 'relu top' | 'relu lower'): fc.Arbitrary<ConvolutionCase> {
  return fc
    .record({
      size: fc.record({ p: fc.integer({ min: 2, max: 3 }), m: fc.integer({ min: 2, max: 3 }) }),
      turn: tangents,
      h: many(fc.integer({ min: 4, max: 6 }), 2),
      sigma: sixteenths(8, 32),
      above: sixteenths(18, 32),
      below: weaker,
      inactive: sixteenths(18, 48),
      noise: fc.tuple(many(sixteenths(-16, 16), 3), many(sixteenths(-16, 16), 3)),
      main: fc.tuple(sixteenths(8, 32), sixteenths(8, 32)),
      idle: sixteenths(-16, 16),
      y: label,
      loss: anyLoss(),
    })
    .map(({ size: { p, m }, turn, h, sigma, above, below, inactive, noise, main, idle, y, loss }) => {
      const left = rotation(p, turn);
      // h = (−h₁, h₂, …) with h₁² < Σ h_j² has a reflection whose first column is positive.
      const right = reflection([-3, ...h.slice(0, m - 1)].map((value) => Rational.of(BigInt(value))));
      const others = kind === 'relu lower' ? [sigma.mul(above), ...below] : below;
      const rest = others.map((ratio, k) => (kind === 'relu lower' && k === 0 ? ratio : ratio.mul(sigma)));
      const sigmas = [sigma, ...rest].slice(0, Math.min(p, m));
      const small = column(right, 0)
        .reduce((a, b) => (b.compare(a) < 0 ? b : a))
        .div(Rational.of(8n));
      const off = (values: readonly Rational[], first: Rational, size: number) => [
        first,
        ...values
          .slice(0, size - 1)
          .map((value) => (kind === 'relu lower' ? Rational.ZERO : value.mul(small))),
      ];
      const strength = sigma.mul(inactive);
      const u = column(left, 0);
      const against = u.map((value) => value.neg());
      const padded = (values: readonly Rational[], last: Rational) => [...values, last];
      return {
        kind,
        model: `convolution-relu:${p}`,
        loss,
        data: {
          name: 'one example',
          x: [[...patches(left, sigmas, right), ...against.map((value) => value.mul(strength))]],
          y: [y],
        },
        start: [
          ...combined(left, off(noise[0], main[0], p)),
          ...padded(combined(right, off(noise[1], main[1], m)), idle).map((value) => signed(value, y)),
        ],
        pairs: [
          ...pairsOf(left, sigmas, right, y)
            .slice(0, 1)
            .map((pair) => ({ ...pair, right: padded(pair.right, Rational.ZERO) })),
          {
            left: against,
            right: padded(
              right.map(() => Rational.ZERO),
              signed(Rational.ONE, y),
            ),
            sigma: strength,
            rate: rateOf(strength, undefined),
          },
        ],
      };
    });
}

/** One example, ReLU, patches a·e₁ and ab·e₂ turned: from w ≈ (1, −1) the second is never active, and in the limit on its kink. */
export function kinkCases(b: fc.Arbitrary<Rational>): fc.Arbitrary<ConvolutionCase> {
  return fc
    .record({
      turn: tangents,
      a: sixteenths(8, 32),
      b,
      w: fc.tuple(sixteenths(4, 32), sixteenths(4, 32)),
      v: fc.tuple(sixteenths(4, 32), sixteenths(-32, 32)),
      y: label,
      loss: anyLoss(),
    })
    .map(({ turn, a, b: ratio, w, v, y, loss }) => {
      const left = rotation(2, turn);
      const sigmas = [a, a.mul(ratio)];
      const right = rotation(2, [Rational.ZERO]);
      return {
        kind: 'relu kink',
        model: 'convolution-relu:2',
        loss,
        data: { name: 'two orthogonal patches', x: [patches(left, sigmas, right)], y: [y] },
        start: [...combined(left, [w[0], w[1].neg()]), ...v.map((value) => signed(value, y))],
        pairs: pairsOf(left, sigmas, right, y).map((pair) => ({ ...pair, rate: rateOf(a, undefined) })),
      };
    });
}
