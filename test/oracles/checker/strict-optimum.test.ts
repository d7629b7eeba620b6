import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rational } from '../../../src/numbers/rational.ts';
import { answer, networkJson, texts } from './network-certificate.ts';
import type { Data, Network } from './second-network-checker.ts';
import { flaws } from './second-strict-checker.ts';

const of = (num: number, den = 1) => Rational.of(BigInt(num), BigInt(den));
const times = (a: Rational, ...others: Rational[]) => others.reduce((product, b) => product.mul(b), a);
type Vector = readonly Rational[];

/** A point of the unit circle with rational coordinates, not always off the axes. */
const direction = fc
  .tuple(
    fc.constantFrom([3, 4, 5], [5, 12, 13], [3, 4, 5], [8, 15, 17], [0, 1, 1]),
    fc.boolean(),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([[a, b, c], swap, minusFirst, minusSecond]) => {
    const [x, y] = swap ? [b!, a!] : [a!, b!];
    return [of(minusFirst ? -x : x, c!), of(minusSecond ? -y : y, c!)] as const;
  });
const turned = ([a, b]: readonly [Rational, Rational]) => [b.neg(), a] as const;
const size = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom(1, 2, 3)).map(([a, b]) => of(a, b));

/** Two windows of two inputs that share one weight vector, or one such window. */
const blocks = fc.record({
  left: direction,
  right: fc.option(direction, { nil: undefined }),
  singular: size,
  other: fc.oneof(size, size, fc.constant(Rational.ZERO)),
  amplitude: size,
  isSplit: fc.boolean(),
  share: fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 2 })),
});
type Block = typeof blocks extends fc.Arbitrary<infer T> ? T : never;

/**
 * A critical point of one block at a margin of `level`: with X the windows of yx, each over its slope, as columns, v = ρλXa and
 * ρa = λXᵀv say that v and a are a pair of singular vectors of X, and λ is 1 over its singular value. The point may be split into
 * two whose windows differ by a multiple of v turned by a right angle, which no pre-activation sees.
 */
function criticalBlock(block: Block, slope: Rational, label: 1 | -1, level: Rational) {
  const { left, right, singular, other, amplitude, isSplit, share } = block;
  const outputs = (right ?? [Rational.ONE]).map((value) => value.mul(amplitude));
  const crossed = turned(right ?? [Rational.ONE, Rational.ZERO]);
  const perpendicular = turned(left);
  const sign = of(label);
  const scale = level.div(times(singular, amplitude, amplitude));
  const weights = left.map((value) => times(value, scale, amplitude));
  const slopes = outputs.map((output) => (output.mul(sign).sign() > 0 ? Rational.ONE : slope));
  const windowsOf = (move: number) =>
    outputs.flatMap((output, k) => {
      const main = times(singular, output).div(amplitude);
      const rest = right ? times(other, crossed[k]!) : Rational.ZERO;
      return [0, 1].map((j) => {
        const column = main.mul(left[j]!).add(rest.mul(perpendicular[j]!));
        const shift = times(of(move * share[k]!, 3), perpendicular[j]!);
        return times(sign, column.div(slopes[k]!).add(shift));
      });
    });
  const lambda = Rational.ONE.div(singular);
  const points: { x: Vector; lambda: Rational }[] = isSplit
    ? [1, -1].map((move) => ({ x: windowsOf(move), lambda: lambda.mul(of(1, 2)) }))
    : [{ x: windowsOf(0), lambda }];
  return { weights, scale, outputs, points, label };
}

/** What is changed at a critical point: nothing in half the cases. */
const changes = fc.oneof(
  fc.constant('nothing' as const),
  fc.constantFrom('multiplier', 'output', 'label', 'weight', 'spare multiplier'),
);

/** Critical points of one block, or of two where the network is linear: with a kink, one would vanish at the points of the other. */
const criticalPoints = fc
  .record({
    first: blocks,
    second: fc.option(blocks, { nil: undefined }),
    slope: fc.constantFrom(of(1), of(1), of(1, 3), of(1, 2)),
    labels: fc.tuple(fc.constantFrom(1 as const, -1 as const), fc.constantFrom(1 as const, -1 as const)),
    level: size,
    spare: fc.constantFrom('none', 'none', 'farther', 'again', 'farther, on a kink'),
    change: changes,
  })
  .map(({ first, second, slope, labels, level, spare, change }) => {
    const isPair = second !== undefined && slope.equals(Rational.ONE);
    const parts = (isPair ? [first, second] : [first]).map((block, b) =>
      criticalBlock(block, slope, labels[b]!, level),
    );
    const widths = parts.map(({ outputs }) => 2 * outputs.length);
    const offsets = parts.map((_, b) => widths.slice(0, b).reduce((sum, width) => sum + width, 0));
    const network: Network = {
      slope,
      weights: parts.map(({ weights }) => weights),
      scales: parts.map(({ scale }) => scale),
      neurons: parts.flatMap(({ outputs }, b) =>
        outputs.map((output, k) => ({ weights: b, offset: offsets[b]! + 2 * k, output })),
      ),
    };
    const zeros = (count: number) => new Array<Rational>(count).fill(Rational.ZERO);
    const points = parts.flatMap((part, b) =>
      part.points.map(({ x, lambda }) => ({
        x: [...zeros(offsets[b]!), ...x, ...widths.slice(b + 1).flatMap(zeros)],
        y: part.label,
        lambda,
      })),
    );
    const { x, y } = points[0]!;
    const more = {
      none: [],
      farther: [{ x: x.map((value) => value.mul(of(2))), y, lambda: Rational.ZERO }],
      again: [{ x, y, lambda: Rational.ZERO }],
      'farther, on a kink': [
        { x: x.map((value, j) => (j < 2 ? Rational.ZERO : value.mul(of(9)))), y, lambda: Rational.ZERO },
      ],
    }[spare]!;
    return changedCase(network, [...points, ...more], change);
  });

type Point = { x: Vector; y: 1 | -1; lambda: Rational };

function changedCase(network: Network, points: readonly Point[], change: string) {
  const atFirst = <T>(values: readonly T[], to: (value: T) => T) => values.with(0, to(values[0]!));
  const atLast = <T>(values: readonly T[], to: (value: T) => T) => values.with(-1, to(values.at(-1)!));
  const more = (value: Rational) => value.add(of(1, 1000));
  const changed = {
    network:
      change === 'output'
        ? { ...network, neurons: atLast(network.neurons, (k) => ({ ...k, output: more(k.output) })) }
        : change === 'weight'
          ? { ...network, weights: atFirst(network.weights, (vector) => atLast(vector, more)) }
          : network,
    points:
      change === 'multiplier'
        ? atFirst(points, (point) => ({ ...point, lambda: more(point.lambda) }))
        : change === 'spare multiplier'
          ? atLast(points, (point) => ({ ...point, lambda: more(point.lambda) }))
          : change === 'label'
            ? atLast(points, (point) => ({ ...point, y: point.y === 1 ? (-1 as const) : (1 as const) }))
            : points,
  };
  const data: Data = { x: changed.points.map(({ x }) => x), y: changed.points.map(({ y }) => y) };
  return { network: changed.network, data, lambda: changed.points.map(({ lambda }) => lambda) };
}

describe('a strict local optimum', () => {
  it('is one exactly where a second checker finds none of its conditions to fail', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(criticalPoints, ({ network, data, lambda }) => {
        const found = answer({ kind: 'strict-local-optimum' }, data, networkJson(network), {
          multipliers: texts(lambda),
        });
        const wrong = flaws(network, data, lambda);
        if (wrong.length === 0) expect(found).toBe('accepted');
        else expect(wrong).toContain(found);
        seen.add(found);
      }),
      { numRuns: 160 },
    );
    for (const answered of ['accepted', 'not-optimal']) expect(seen).toContain(answered);
  });
});
