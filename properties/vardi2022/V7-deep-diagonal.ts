import fc from 'fast-check';
import type { Claim } from '../../src/claims/claim.ts';
import { allOf, type Decision, undecided } from '../../src/claims/decision.ts';
import { flowCase } from '../../src/claims/exact-schemas.ts';
import type { Label } from '../../src/data/dataset.ts';
import { anyLoss, type FlowCase } from '../../src/generators/flow-cases.ts';
import { smallerFlows } from '../../src/generators/smaller-flows.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { DISTANCE_GAP } from './approach.ts';
import type { Limit } from './cell.ts';
import { decideApproach, decideLimit, decideStanding } from './decide-limit.ts';
import {
  deepDiagonalLimit,
  factorsOf,
  isOneDirection,
  isOnRay,
  rayPoint,
  sharesNoCoordinate,
  staysOnRay,
  winnersPoint,
} from './deep-diagonal-limit.ts';
import { vardi2022 } from './paper.ts';
import type { Standing } from './standing.ts';
import { diagonalRun } from './V4-dead-coordinate.ts';

/** What is said of the limits of starts on the ray and off it, and whether runs off it are said to return to it. */
interface Asserted {
  readonly onRay: Standing;
  readonly offRay: Standing;
  readonly returns?: boolean;
}

/** A run of a diagonal network of depth ≥ 3 with its exact limit, or why it has none; of depth 2 too, which has another. */
export function deepDiagonalRun(instance: FlowCase, returns = false): Limit | string {
  if (factorsOf(instance).length === 2) return diagonalRun(instance);
  if (returns || staysOnRay(instance)) {
    const ray = rayPoint(instance);
    return ray ? deepDiagonalLimit(instance, ray) : 'the ray is not rational';
  }
  const winners = winnersPoint(instance);
  return typeof winners === 'string' ? winners : deepDiagonalLimit(instance, winners);
}

function decide(instance: FlowCase, { onRay, offRay, returns }: Asserted): Decision {
  const run = deepDiagonalRun(instance, returns);
  if (typeof run === 'string') return undecided(run);
  if (returns || staysOnRay(instance)) return decideLimit(run, isOnRay(instance) ? onRay : offRay);
  // Off the ray the winners are read off the run: what is said of them counts once they are seen to have won.
  const approach = decideApproach(run);
  if (approach.outcome === 'refutes')
    return undecided(`not settled by log10 loss −10⁶: ${approach.why}`, approach.figures);
  return allOf([approach, decideStanding(run, offRay)]);
}

const quarters = (min: number, max: number) =>
  fc.integer({ min, max }).map((k) => Rational.of(BigInt(k), 4n));
const times =
  (count: number) =>
  <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.array(arbitrary, { minLength: count, maxLength: count });
const power = (base: Rational, exponent: number) =>
  new Array<Rational>(exponent).fill(base).reduce((product, value) => product.mul(value), Rational.ONE);
const signed = (value: Rational, isNegative: boolean) => (isNegative ? value.neg() : value);

const MOST_DEPTH = 5;
const MOST_COORDINATES = 4;

/** Which starts, and by what the first coordinate's factors are multiplied: 1 stays on the ray. */
interface RayOptions {
  readonly depth?: readonly [least: number, most: number];
  readonly push?: Rational;
  /** How many of the last coordinates are 0. */
  readonly dead?: number;
  /** All |x_j| = 1, and no factor negative after the first layer. */
  readonly even?: boolean;
  /** The example twice, in coordinates of their own. */
  readonly twice?: boolean;
}

/** Starts on the ray of one example x = ±a^{D−2} and up to two larger multiples of it; the printed one is a = (1, 1), D = 3. */
function rayCases({
  depth: [least, most] = [3, MOST_DEPTH],
  push = Rational.ONE,
  dead = 0,
  even = false,
  twice = false,
}: RayOptions = {}): fc.Arbitrary<FlowCase> {
  return fc
    .record({
      depth: fc.integer({ min: least, max: most }),
      roots: fc.array(even ? fc.constant(Rational.ONE) : quarters(2, 6), {
        minLength: 2 + dead,
        maxLength: twice ? MOST_COORDINATES / 2 : MOST_COORDINATES,
      }),
      flips: times(MOST_COORDINATES)(fc.boolean()),
      hidden: times(MOST_COORDINATES * MOST_DEPTH)(even ? fc.constant(false) : fc.boolean()),
      multiples: fc.array(fc.record({ factor: quarters(5, 12), label: fc.constantFrom<Label>(1, -1) }), {
        maxLength: 2,
      }),
      label: fc.constantFrom<Label>(1, -1),
      size: quarters(2, 6),
      loss: anyLoss(),
    })
    .map(({ depth, roots, flips, hidden, multiples, label, size, loss }) => {
      const point = roots.map((root, j) => signed(power(root, depth - 2), flips[j]!));
      const all = [{ factor: Rational.ONE, label }, ...multiples];
      const isNegative = (l: number, j: number) => hidden[l * MOST_COORDINATES + j]!;
      const layers = Array.from({ length: depth }, (_, l) =>
        roots.map((root, j) => {
          if (j >= roots.length - dead) return Rational.ZERO;
          const own = depth === 2 ? size : size.div(root);
          const value = own.mul(j === 0 ? push : Rational.ONE);
          // The first layer's sign makes the product have the sign of x_j.
          const others = Array.from({ length: depth - 1 }, (__, m) => isNegative(m + 1, j));
          const odd = others.filter((negative) => negative).length % 2 === 1;
          return signed(value, l > 0 ? isNegative(l, j) : odd !== flips[j]!);
        }),
      );
      const model = `diagonal:${depth}`;
      const rows = all.map(({ factor, label: y }) =>
        point.map((value) => signed(value.mul(factor), y === -1)),
      );
      const name = 'one direction';
      if (!twice)
        return {
          model,
          loss,
          data: { name, x: rows, y: all.map(({ label: y }) => y) },
          start: layers.flat(),
        };
      const none = point.map(() => Rational.ZERO);
      const x = [
        [...rows[0]!, ...none],
        [...none, ...rows[0]!],
      ];
      return {
        model,
        loss,
        data: { name: `${name} twice`, x, y: [label, label] },
        start: layers.flatMap((layer) => [...layer, ...layer]),
      };
    });
}

/** The coordinates of an example start this far apart, so that one is seen to win by log10 loss −10⁶. */
const APART = Rational.of(2n);
const LARGEST_EXAMPLE = 3;

/**
 * Generic starts on one or two examples that share no coordinate, x_j = ±a_j^D. Within an example |x_j|·r_j^{D−2}, which decides who grows
 * fastest, differs by factors of APART^{D−2}; layers differ too. Losing coordinates may start with the wrong sign.
 */
const genericCases: fc.Arbitrary<FlowCase> = fc
  .record({
    depth: fc.integer({ min: 3, max: 4 }),
    sizes: fc.array(fc.integer({ min: 2, max: LARGEST_EXAMPLE }), { minLength: 1, maxLength: 2 }),
    roots: times(2 * LARGEST_EXAMPLE)(quarters(3, 5)),
    flips: times(2 * LARGEST_EXAMPLE)(fc.boolean()),
    wrong: times(2 * LARGEST_EXAMPLE)(fc.boolean()),
    order: times(2)(fc.shuffledSubarray([0, 1, 2], { minLength: 3 })),
    layers: times(2 * LARGEST_EXAMPLE)(fc.shuffledSubarray([16, 17, 18, 19], { minLength: 4 })),
    labels: times(2)(fc.constantFrom<Label>(1, -1)),
    loss: anyLoss(),
  })
  .map(({ depth, sizes, roots, flips, wrong, order, layers, labels, loss }) => {
    const coordinates = sizes.flatMap((size, i) => {
      const ranks = order[i]!.filter((rank) => rank < size);
      return ranks.map((rank, k) => ({ i, rank, at: i * LARGEST_EXAMPLE + k }));
    });
    const x = sizes.map((_, i) =>
      coordinates.map((coordinate) =>
        coordinate.i === i
          ? signed(power(roots[coordinate.at]!, depth), flips[coordinate.at]!)
          : Rational.ZERO,
      ),
    );
    const start = Array.from({ length: depth }, (_, l) =>
      coordinates.map(({ i, rank, at }) => {
        // r_j = APART^−rank·|x_j|^{−1/(D−2)}, which is rational for D = 3 and 4.
        const ray = power(roots[at]!, depth / (depth - 2));
        const size = Rational.of(BigInt(layers[at]![l]!), 16n).div(power(APART, rank)).div(ray);
        const opposes = (labels[i] === -1) !== flips[at]!;
        return signed(size, l === 0 && opposes !== (rank > 0 && wrong[at]!));
      }),
    );
    return {
      model: `diagonal:${depth}`,
      loss,
      data: { name: 'examples without common coordinates', x, y: labels.slice(0, sizes.length) },
      start: start.flat(),
    };
  });

/** All numbers of a run replaced by their signs: on a ray it stays on one. */
function signsOf(flow: FlowCase): FlowCase {
  const sign = (value: Rational) => Rational.of(BigInt(value.sign()));
  const x = flow.data.x.map((row) => row.map(sign));
  return { ...flow, data: { ...flow.data, x }, start: flow.start.map(sign) };
}

/** The last example with another first coordinate. */
function withFirstEntry(flow: FlowCase, entry: Rational): FlowCase {
  const { x } = flow.data;
  return { ...flow, data: { ...flow.data, x: [...x.slice(0, -1), [entry, ...x.at(-1)!.slice(1)]] } };
}

/** V7: diagonal networks of depth ≥ 3 from starts on the ray end at a point that is not even locally optimal; others end locally optimal. */
export const V7: Claim<FlowCase, Asserted> = {
  id: 'V7',
  title: 'diagonal linear, depth ≥ 3: no zero coordinate is not enough',
  source: vardi2022,
  statement:
    'For depth D ≥ 3 and one example x of two or more coordinates, none of them zero, starts with all |u_lj| proportional to |x_j|^{−1/(D−2)} stay on that ray: the limit has no zero coordinate, is a KKT point, and is not a local optimum. Starts off the ray end, on examples that share no coordinate, with one live coordinate for each example, which is locally optimal.',
  differs:
    'The paper has the point (½, ½) for x = (1, 1) at depth 3 or more. The ray is unstable: nothing off it ends there.',
  hypotheses: [
    {
      id: 'deep',
      statement: 'D ≥ 3',
      holds: (instance) => factorsOf(instance).length >= 3,
      without: rayCases({ depth: [2, 2] }),
    },
    {
      id: 'no-zero',
      statement: 'no factor is 0 at the start',
      holds: ({ start }) => start.every((value) => value.sign() !== 0),
      without: rayCases({ dead: 1, even: true }),
    },
    {
      id: 'own-coordinates',
      statement: 'the start is on the ray, or the examples share no coordinate',
      holds: (instance) => staysOnRay(instance) || sharesNoCoordinate(instance.data),
      without: fc.tuple(genericCases, quarters(-8, 8)).map(([flow, entry]) => withFirstEntry(flow, entry)),
    },
    {
      id: 'apart',
      statement: 'several examples are not each on a ray of their own',
      holds: (instance) => isOneDirection(instance.data) || !staysOnRay(instance),
      without: rayCases({ twice: true, even: true }),
    },
  ],
  cases: fc.oneof(rayCases(), genericCases),
  caseSchema: flowCase,
  prediction: { onRay: { kkt: true, local: false }, offRay: { kkt: true, local: true } },
  decide,
  gap: DISTANCE_GAP,
  axes: { points: ['data.x', 'data.y'] },
  smaller: (flow) => [signsOf(flow), ...smallerFlows(flow)],
  controls: [
    {
      id: 'ray-said-to-be-local',
      statement: 'local optimality asserted on the ray',
      cases: rayCases(),
      variant: { onRay: { kkt: true, local: true }, offRay: {} },
    },
    {
      id: 'generic-said-not-to-be-local',
      statement: 'the opposite asserted off the ray',
      cases: genericCases,
      variant: { onRay: {}, offRay: { kkt: true, local: false } },
    },
    {
      id: 'near-the-ray',
      statement: 'starts whose first coordinate is larger by a quarter, said to return to the ray',
      cases: rayCases({ push: Rational.of(5n, 4n) }),
      variant: { onRay: {}, offRay: { kkt: true, local: false }, returns: true },
    },
  ],
};
