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
import { decideLimit, decideStanding } from './decide-limit.ts';
import { decideDiagonalApproach } from './diagonal-approach.ts';
import type { DiagonalLimit } from './diagonal-limit.ts';
import { hiddenLayerLimit } from './hidden-layer-limit.ts';
import { vardi2022 } from './paper.ts';
import { bestPiece, pieceLimit, pieceOf } from './relu-pieces.ts';
import type { Standing } from './standing.ts';

/** Which point is said to be the limit, and what is said of it. */
interface Asserted {
  readonly limit: 'of its piece' | 'global optimum';
  readonly standing: Standing;
}

const INSEPARABLE = 'no network with these signs of u separates the data';

/** A run of a diagonal ReLU network that keeps the signs of u, with its exact limit, or why it has none. */
export function diagonalReluRun(instance: FlowCase): Limit | string {
  const reached = pieceLimit(instance.data, instance.start);
  return reached ? limitAt(instance, reached) : INSEPARABLE;
}

/** The limit with the global optimum as a better point, where it is one. */
function limitAt(instance: FlowCase, exact: DiagonalLimit): Limit {
  const best = bestPiece(instance.data)!;
  const better = best.cost.compare(exact.cost) < 0 ? best.network : undefined;
  return hiddenLayerLimit(instance, exact, exact.rate, better);
}

function decide(instance: FlowCase, { limit, standing }: Asserted): Decision {
  const { data, start } = instance;
  const exact = limit === 'global optimum' ? bestPiece(data) : pieceLimit(data, start);
  if (!exact) return undecided(INSEPARABLE);
  const run = limitAt(instance, exact);
  if (limit === 'global optimum') return decideLimit(run, standing);
  const proof = decideStanding(run, standing);
  return proof.outcome === 'refutes'
    ? proof
    : allOf([proof, decideDiagonalApproach(run, exact, pieceOf(data, start))]);
}

const over64 = (min: number, max: number) =>
  fc.integer({ min, max }).map((value) => Rational.of(BigInt(value), 64n));

/** Rows in which the first two coordinates share the first points and the third has the last one, where the first works against it. */
const corner = fc
  .tuple(over64(32, 48), over64(32, 48), over64(16, 32), over64(128, 256), over64(0, 128))
  .map(([first, second, beta, c, delta]) => [
    [first, Rational.ONE, Rational.ZERO],
    [Rational.ONE, second, Rational.ZERO],
    [c.neg(), delta.neg(), beta],
  ]);

/** The printed rows (1,1,0), (−2,0,1) and their like: the first two coordinates share one point as they were started. */
const tie = fc
  .tuple(over64(32, 128), over64(32, 128), over64(1, 128), over64(0, 128))
  .map(([a, beta, more, delta]) => [
    [a, a, Rational.ZERO],
    [beta.add(more).neg(), delta.neg(), beta],
  ]);

const DIMENSION = 3;

/** Two rows in which no coordinate works against a point: no other signs of u do better. */
const harmless = fc.tuple(over64(0, 32), over64(0, 32), over64(32, 128)).map(([first, second, beta]) => [
  [Rational.ONE, first, Rational.ZERO],
  [second, Rational.ONE, Rational.ZERO],
  [Rational.ZERO, Rational.ZERO, beta],
]);

/** One row whose last coordinates are of the other sign, and larger. */
const unseen = fc
  .tuple(over64(32, 64), over64(80, 128), over64(80, 128))
  .map(([first, second, third]) => [[first, second.neg(), third.neg()]]);

/** What a start may be like besides: coordinates that are 0, and those whose output starts with the wrong sign. */
interface Odd {
  readonly dead?: readonly number[];
  readonly wrong?: readonly number[];
}

/** Runs on such rows up to signs: of coordinates, and of all labels. u_j and v_j start on the side where the rows are as written. */
function casesOn(
  rows: fc.Arbitrary<Rational[][]>,
  { dead = [], wrong = [] }: Odd = {},
): fc.Arbitrary<FlowCase> {
  const sizes = fc.array(over64(32, 64), { minLength: DIMENSION, maxLength: DIMENSION });
  return fc
    .record({
      rows,
      flips: fc.array(fc.boolean(), { minLength: DIMENSION, maxLength: DIMENSION }),
      label: fc.constantFrom<Label>(1, -1),
      u: sizes,
      v: sizes,
      loss: anyLoss(),
    })
    .map(({ rows: drawn, flips, label, u, v, loss }) => {
      const flipped = (value: Rational, j: number) => (flips[j] ? value.neg() : value);
      const alive = (value: Rational, j: number) => (dead.includes(j) ? Rational.ZERO : value);
      return {
        model: 'diagonal-relu',
        loss,
        data: {
          name: 'two coordinates against one',
          x: drawn.map((row) => row.map(flipped)),
          y: drawn.map(() => label),
        },
        start: [
          ...u.map(flipped).map(alive),
          ...v.map((value, j) => ((label === 1) === !wrong.includes(j) ? value : value.neg())).map(alive),
        ],
      };
    });
}

/** V6: with no zero coordinate the limit of a diagonal ReLU network is a local optimum, and need not be a global one. */
export const V6: Claim<FlowCase, Asserted> = {
  id: 'V6',
  title: 'diagonal ReLU, depth 2: no zero coordinate',
  source: vardi2022,
  statement:
    'A limit of the flow of Σ_j v_j max(u_j x_j, 0) with no zero coordinate is a local optimum: on its piece the network is diagonal linear, and the limit its ℓ1 max margin. It need not be global: it is not where other signs of u cost less.',
  hypotheses: [
    {
      id: 'keeps-signs',
      statement:
        'u_j = v_j = 0, or u_j ≠ 0 and y v_j > 0, at the start for all j and the one label y, so that no u_j changes sign',
      holds: ({ data, start }) =>
        data.x[0]!.every((_, j) => {
          const [u, v] = [start[j]!.sign(), start[start.length / 2 + j]!.sign()];
          return (u === 0 && v === 0) || (u !== 0 && data.y.every((label) => label * v > 0));
        }),
      without: fc.oneof(casesOn(corner, { wrong: [0] }), casesOn(corner, { wrong: [1] })),
    },
    {
      id: 'no-zero',
      statement: 'no coordinate of the limit is 0',
      holds: ({ data, start }) => pieceLimit(data, start)?.w.every((value) => value.sign() !== 0) === true,
      without: fc.oneof(casesOn(unseen), casesOn(corner, { dead: [1] })),
    },
    {
      id: 'beaten',
      statement: 'a network with other signs of u costs less',
      holds: ({ data, start }) => {
        const [best, reached] = [bestPiece(data), pieceLimit(data, start)];
        return !!best && !!reached && best.cost.compare(reached.cost) < 0;
      },
      without: casesOn(harmless),
    },
  ],
  cases: fc.oneof(casesOn(corner), casesOn(tie)),
  caseSchema: flowCase,
  prediction: { limit: 'of its piece', standing: { kkt: true, local: true, global: false } },
  decide,
  gap: DISTANCE_GAP,
  axes: { points: ['data.x', 'data.y'] },
  smaller: smallerFlows,
  controls: [
    {
      id: 'said-to-be-global',
      statement: 'global optimality asserted',
      variant: { limit: 'of its piece', standing: { kkt: true, local: true, global: true } },
    },
    {
      id: 'zero-coordinate',
      statement: 'the second coordinate starts, and stays, at zero: the limit is not local',
      cases: casesOn(corner, { dead: [1] }),
      instead: { limit: 'of its piece', standing: { kkt: true, local: false } },
    },
    {
      id: 'wrong-piece',
      statement: 'the global optimum as the limit',
      cases: casesOn(corner),
      variant: { limit: 'global optimum', standing: { kkt: true } },
    },
  ],
};
