import {
  type Claim,
  type Dataset,
  exactDataset,
  fewPointsOf,
  Rational,
  refutes,
  separable,
  supports,
} from 'farkas';
import fc from 'fast-check';

/**
 * A claim of your own: `farkas verify examples/own-claim/mean-separates.ts`, and, to see what its hypothesis is for,
 * `farkas hunt examples/own-claim/mean-separates.ts --without acute`.
 */

type Vector = readonly Rational[];

const dot = (u: Vector, v: Vector) => u.reduce((sum, value, j) => sum.add(value.mul(v[j]!)), Rational.ZERO);

/** The points with their labels multiplied in: w separates when ⟨w, p⟩ > 0 for each of them. */
const signed = ({ x, y }: Dataset): Vector[] =>
  x.map((point, i) => (y[i] === 1 ? point : point.map((value) => value.neg())));

const total = (points: readonly Vector[]): Vector =>
  points[0]!.map((_, j) => points.reduce((sum, point) => sum.add(point[j]!), Rational.ZERO));

const isAcute = (data: Dataset): boolean => {
  const points = signed(data);
  return points.every((p, i) => points.slice(i + 1).every((q) => dot(p, q).sign() >= 0));
};

/** Points with non-negative coordinates, one of them positive: all angles between them are at most 90°. */
const acute: fc.Arbitrary<Dataset> = fc
  .record({ points: fc.integer({ min: 1, max: 6 }), dimension: fc.integer({ min: 1, max: 3 }) })
  .chain(({ points, dimension }) => {
    const coordinates = fc.array(fc.integer({ min: 0, max: 16 }), {
      minLength: dimension,
      maxLength: dimension,
    });
    const point = fc.tuple(coordinates, fc.nat(dimension - 1), fc.constantFrom<1 | -1>(1, -1));
    return fc.array(point, { minLength: points, maxLength: points });
  })
  .map((drawn) => ({
    name: 'acute',
    x: drawn.map(([coordinates, seen, y]) =>
      coordinates.map((value, j) => Rational.of(BigInt(y * (value + (j === seen ? 1 : 0))))),
    ),
    y: drawn.map(([, , y]) => y),
  }));

export const meanSeparates: Claim<Dataset, 1 | -1> = {
  id: 'mean-separates',
  title: 'the mean separates',
  source: { paper: 'my-notes', citation: 'My notes' },
  statement:
    'Where no point is 0 and no two signed points y·x form an obtuse angle, their mean separates the data.',
  hypotheses: [
    {
      id: 'acute',
      statement: 'no two signed points form an obtuse angle',
      holds: isAcute,
      without: separable(),
    },
    {
      // The first version forgot this one; `farkas hunt` answered within seconds: x = 0.
      id: 'non-zero',
      statement: 'no point is 0',
      holds: ({ x }) => x.every((point) => point.some((value) => value.sign() !== 0)),
    },
  ],
  cases: acute,
  caseSchema: exactDataset,
  prediction: 1,
  decide: (data, sign) => {
    const points = signed(data);
    const sum = total(points);
    const least = points.map((p) => dot(sum, p)).reduce((a, b) => (a.compare(b) <= 0 ? a : b));
    const wrong = least.sign() !== sign;
    const figures = { least: least.toString(), violation: -least.toNumber() };
    return wrong
      ? refutes('proved', `the least ⟨Σ y x, y x⟩ is ${least}`, figures)
      : supports('proved', figures);
  },
  controls: [{ id: 'reversed', statement: 'the mean classifies some point wrongly', variant: -1 }],
  gap: 'violation',
  axes: { points: ['x', 'y'], coordinates: ['x.*'] },
  onData: (data) =>
    isAcute(data) ? fewPointsOf(data) : { unmet: 'acute: two signed points form an obtuse angle' },
};
