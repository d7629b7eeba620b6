import fc from 'fast-check';
import type { Label } from '../../src/data/dataset.ts';
import { anyLoss, type FlowCase } from '../../src/generators/flow-cases.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { reflection } from './axis-points.ts';
import { losingCases } from './dead-neuron-cases.ts';

/** What the groups and their neurons are like; a point that two neurons see is all of its group. */
export type Kind = 'shared label' | 'different labels' | 'overlapping neuron' | 'shared point';

const MOST_GROUPS = 3;
const eighths = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((k) => Rational.of(BigInt(k), 8n));

/**
 * A group in coordinates of its own, one or two: (h, c) and (h, −βc) on the margin, (h + g, m) beyond it, where |c|, |m| ≤ h and
 * 0 ≤ β ≤ 1, so that no angle is obtuse and e₁/h is the separator.
 */
const group = fc
  .record({
    planar: fc.boolean(),
    height: eighths(2, 16),
    tilt: eighths(1, 8),
    share: eighths(0, 8),
    beyond: fc.option(fc.record({ excess: eighths(1, 8), tilt: eighths(-8, 8) }), { nil: undefined }),
    positive: fc.boolean(),
  })
  .map(({ planar, height, tilt, share, beyond, positive }) => {
    const aside = height.mul(tilt);
    const points = planar
      ? [
          [height, aside],
          [height, aside.mul(share).neg()],
        ]
      : [[height]];
    if (beyond) points.push([height.add(beyond.excess), ...(planar ? [height.mul(beyond.tilt)] : [])]);
    return { points, height, positive };
  });

/** Weights of a neuron in a group's coordinates: inside the cone of vectors that see all of the group. */
const insight = fc.record({ length: eighths(2, 16), tilt: eighths(-4, 4) });

/** Two or three orthogonal groups, up to a rotation; the starts of their neurons fill an open set. */
export function groupCases(kind: Kind, turn = reflection(2 * MOST_GROUPS)): fc.Arbitrary<FlowCase> {
  const most = kind === 'different labels' ? 2 : MOST_GROUPS;
  return fc
    .record({
      groups: fc.array(group, { minLength: 2, maxLength: most }),
      seen: fc.array(insight, { minLength: most * most, maxLength: most * most }),
      outputs: fc.array(eighths(2, 16), { minLength: most, maxLength: most }),
      turn,
      loss: anyLoss(),
    })
    .map(({ groups: drawn, seen, outputs, turn, loss }) => {
      const groups = drawn.map((one, k) =>
        kind === 'shared point' && k === 1 ? { ...one, points: [[one.height]] } : one,
      );
      const sizes = groups.map(({ points }) => points[0]!.length);
      const before = sizes.map((_, k) => sizes.slice(0, k).reduce((a, b) => a + b, 0));
      const dimension = sizes.reduce((a, b) => a + b, 0);
      const embed = (k: number, vector: readonly Rational[]) =>
        Array.from({ length: dimension }, (_, j) => vector[j - before[k]!] ?? Rational.ZERO);
      const labels = groups.map(({ positive }, k): Label => {
        if (k === 1)
          return kind === 'different labels' ? negate(groups[0]!.positive) : label(groups[0]!.positive);
        return label(positive);
      });
      const x = groups.flatMap(({ points }, k) => points.map((point) => turn(embed(k, point))));
      const y = groups.flatMap(({ points }, k) => points.map(() => labels[k]!));
      const neurons = groups.map((_, k) => {
        const parts = sizes.map((size, other) => {
          const { length, tilt } = seen[k * most + other]!;
          const sees =
            other === k ||
            ((kind === 'overlapping neuron' || kind === 'shared point') && k === 0 && other === 1);
          const sided = sees ? length : length.neg();
          return embed(other, [sided, sided.mul(tilt)].slice(0, size));
        });
        return turn(parts.reduce((sum, part) => sum.map((value, j) => value.add(part[j]!))));
      });
      const a = labels.map((sign, k) => (sign === 1 ? outputs[k]! : outputs[k]!.neg()));
      return {
        model: `two-layer:${groups.length}:0`,
        loss,
        data: { name: 'orthogonal groups', x, y },
        start: [...neurons.flat(), ...a],
      };
    });
}

/**
 * Two points of one label at an obtuse angle, of rational lengths, each with a neuron along it; no neuron ends on a kink.
 */
export const obtuseCases: fc.Arbitrary<FlowCase> = fc
  .record({
    tangent: fc.integer({ min: 2, max: 7 }),
    lengths: fc.tuple(eighths(4, 16), eighths(4, 16)),
    sizes: fc.tuple(eighths(2, 16), eighths(2, 16)),
    outputs: fc.tuple(eighths(2, 16), eighths(2, 16)),
    positive: fc.boolean(),
    loss: anyLoss(),
  })
  .map(({ tangent, lengths, sizes, outputs, positive, loss }) => {
    const t = Rational.of(BigInt(tangent), 8n);
    const [one, square] = [Rational.ONE, t.mul(t)];
    const x = [
      [lengths[0], Rational.ZERO],
      [square.sub(one), t.add(t)].map((value) => value.mul(lengths[1]).div(one.add(square))),
    ];
    const sign = (value: Rational) => (positive ? value : value.neg());
    return {
      model: 'two-layer:2:0',
      loss,
      data: { name: 'an obtuse angle', x, y: x.map(() => label(positive)) },
      start: [...x.flatMap((row, k) => row.map((value) => value.mul(sizes[k]!))), ...outputs.map(sign)],
    };
  });

/** The points of `losingCases` as a group with a neuron too small to keep both, and one more group with the second neuron. */
export const losingGroupCases: fc.Arbitrary<FlowCase> = fc
  .record({ pair: losingCases, third: eighths(4, 16), size: eighths(4, 16) })
  .map(({ pair, third, size }) => {
    const { x, y } = pair.data;
    const { ZERO: zero } = Rational;
    const [, up, , , a] = pair.start as [Rational, Rational, Rational, Rational, Rational];
    return {
      ...pair,
      data: {
        name: 'a group with an obtuse angle',
        x: [...x.map((row) => [...row, zero]), [zero, zero, third]],
        y: [...y, 1],
      },
      start: [zero, up, size.neg(), zero, up.neg(), size, a, size],
    };
  });

const label = (positive: boolean): Label => (positive ? 1 : -1);
const negate = (positive: boolean): Label => (positive ? -1 : 1);
