import fc from 'fast-check';
import type { Axes } from '../claims/claim.ts';
import { Rational } from '../numbers/rational.ts';
import { axesOf, cut, repeated } from './axes.ts';
import { isExactNumber, isLabel, type Json, type Path, pathsWhere, replaced, valueAt } from './exact-json.ts';

/** Numbers of at most this many characters are moved; longer ones are first cut to a dyadic grid. */
const LONGEST = 12;

/** A change of one number: a step on a dyadic grid, a sign, a scale, zero. */
const change: fc.Arbitrary<(value: Rational) => Rational> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.boolean(), fc.integer({ min: 0, max: 6 }))
      .map(([steps, up, halvings]) => {
        const step = Rational.of(BigInt(up ? steps : -steps), 2n ** BigInt(halvings));
        return (value: Rational) => value.add(step);
      }),
  },
  { weight: 1, arbitrary: fc.constant((value: Rational) => value.neg()) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(1, -1)
      .map((exponent) => (value: Rational) => value.scaledByPowerOfTwo(exponent)),
  },
  { weight: 1, arbitrary: fc.constant(() => Rational.ZERO) },
);

/** The nearest multiple of 2^−bits. */
export function onGrid(value: Rational, bits: number): Rational {
  const scaled = value.scaledByPowerOfTwo(bits);
  const rounded = Rational.fromDouble(Math.round(scaled.toNumber()));
  return rounded.scaledByPowerOfTwo(-bits);
}

function moveNumber(json: Json, path: Path, how: (value: Rational) => Rational): Json {
  return replaced(json, path, (text) => {
    const value = Rational.parse(text as string);
    return how((text as string).length > LONGEST ? onGrid(value, 10) : value).toString();
  });
}

/** Cases next to one: a few numbers moved, a label turned, a point (neuron, coordinate, …) gone or there twice. */
export function neighbours(json: Json, axes: Axes): fc.Arbitrary<Json> {
  const numbers = pathsWhere(json, isExactNumber);
  const labels = pathsWhere(json, isLabel);
  const sizes = axesOf(json, axes).filter((axis) => axis.length > 1);
  const options: fc.WeightedArbitrary<Json>[] = [];
  if (numbers.length > 0)
    options.push({
      weight: 12,
      arbitrary: fc
        .array(fc.tuple(fc.constantFrom(...numbers), change), { minLength: 1, maxLength: 3 })
        .map((moves) => moves.reduce<Json>((moved, [path, how]) => moveNumber(moved, path, how), json)),
    });
  if (labels.length > 0)
    options.push({
      weight: 1,
      arbitrary: fc
        .constantFrom(...labels)
        .map((path) => replaced(json, path, (label) => -(label as number))),
    });
  for (const axis of sizes)
    options.push({
      weight: 1,
      arbitrary: fc
        .tuple(fc.integer({ min: 0, max: axis.length - 1 }), fc.boolean())
        .map(([index, away]) => (away ? cut(json, axis, new Set([index])) : repeated(json, axis, index))),
    });
  return options.length === 0 ? fc.constant(json) : fc.oneof(...options);
}

/** A case that takes some of its numbers from another of the same shape. */
export function crossings(json: Json, other: Json): fc.Arbitrary<Json> {
  const numbers = pathsWhere(json, isExactNumber).filter((path) => {
    const there = valueAt(other, path);
    return there !== undefined && isExactNumber(there);
  });
  return fc
    .subarray(numbers)
    .map((taken) =>
      taken.reduce<Json>((crossed, path) => replaced(crossed, path, () => valueAt(other, path)!), json),
    );
}
