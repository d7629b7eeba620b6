import type { Axes } from '../claims/claim.ts';
import { Rational } from '../numbers/rational.ts';
import { axesOf, cut } from './axes.ts';
import { isExactNumber, type Json, pathsWhere, replaced, valueAt } from './exact-json.ts';
import { onGrid } from './moves.ts';

/**
 * Simpler cases than one, the boldest first: half of the points (neurons, coordinates, …) gone, one gone, all numbers
 * on a coarse dyadic grid, one number zero, one, an integer, a dyadic of small denominator, a smaller one.
 */
export function* simplerCases(json: Json, axes: Axes): Generator<Json> {
  for (const axis of axesOf(json, axes)) {
    const indices = Array.from({ length: axis.length }, (_, index) => index);
    const half = Math.floor(axis.length / 2);
    if (half > 1)
      for (const start of [0, axis.length - half])
        yield cut(json, axis, new Set(indices.slice(start, start + half)));
    if (axis.length > 1) for (const index of indices) yield cut(json, axis, new Set([index]));
    // Symmetric data loses its points in pairs.
    if (axis.length > 3)
      for (const first of indices)
        for (const second of indices.slice(first + 1)) yield cut(json, axis, new Set([first, second]));
  }
  const numbers = pathsWhere(json, isExactNumber);
  for (const bits of [0, 1, 2, 3, 4, 6]) {
    const rounded = numbers.reduce<Json>(
      (changed, path) =>
        replaced(changed, path, (text) => onGrid(Rational.parse(text as string), bits).toString()),
      json,
    );
    if (complexity(rounded) < complexity(json)) yield rounded;
  }
  for (const path of numbers) {
    const text = valueAt(json, path) as string;
    for (const simpler of simplerNumbers(Rational.parse(text)))
      yield replaced(json, path, () => simpler.toString());
  }
  yield* evenly(json);
}

/** All numbers equal to one that occurs more than once moved together: symmetric data stays symmetric. */
function* evenly(json: Json): Generator<Json> {
  const numbers = pathsWhere(json, isExactNumber);
  const sizes = new Map<string, number>();
  for (const path of numbers) {
    const size = Rational.parse(valueAt(json, path) as string)
      .abs()
      .toString();
    sizes.set(size, (sizes.get(size) ?? 0) + 1);
  }
  for (const [size, count] of sizes)
    if (count > 1)
      for (const simpler of simplerNumbers(Rational.parse(size)))
        yield numbers.reduce<Json>(
          (changed, path) =>
            replaced(changed, path, (text) => {
              const value = Rational.parse(text as string);
              if (value.abs().toString() !== size) return text;
              return (value.sign() < 0 ? simpler.neg() : simpler).toString();
            }),
          json,
        );
}

/** Simpler numbers near one, the simplest first. */
function simplerNumbers(value: Rational): Rational[] {
  const sign = value.sign() < 0 ? Rational.ONE.neg() : Rational.ONE;
  const candidates = [
    Rational.ZERO,
    sign,
    ...[0, 1, 2, 3, 4, 5, 6].map((bits) => onGrid(value, bits)),
    reducedBy(value, 2n),
    reducedBy(value, 8n),
    value.sub(sign),
  ];
  const cost = sizeOf(value);
  const seen = new Set<string>();
  return candidates.filter((candidate) => {
    const text = candidate.toString();
    const fresh = !seen.has(text) && sizeOf(candidate) < cost;
    seen.add(text);
    return fresh;
  });
}

/** An integer less a part of itself, or a fraction whose denominator is: a scale or a depth may be far larger than it need be. */
function reducedBy(value: Rational, part: bigint): Rational {
  const [numerator, denominator = '1'] = value.toString().split('/') as [string, string?];
  const reduced = (digits: string) => BigInt(digits) - (BigInt(digits) + part - 1n) / part;
  return denominator === '1'
    ? Rational.of(reduced(numerator))
    : Rational.of(BigInt(numerator), reduced(denominator));
}

/** How hard a number is to write on a blackboard: bits of numerator and, dearer, of denominator; a sign costs a little. */
function sizeOf(value: Rational): number {
  const [numerator, denominator = '1'] = value.abs().toString().split('/') as [string, string?];
  const bits = (digits: string) => BigInt(digits).toString(2).length;
  const whole = numerator === '0' ? 0 : bits(numerator) + Number(BigInt(numerator) % 8n) / 16;
  return whole + 3 * (bits(denominator) - 1) + (value.sign() < 0 ? 0.01 : 0);
}

/** How hard a case is to write down; simplification lowers it strictly, so it ends. */
export function complexity(json: Json): number {
  return pathsWhere(json, isExactNumber).reduce(
    (sum, path) => sum + 1 + sizeOf(Rational.parse(valueAt(json, path) as string)),
    0,
  );
}
