import type fc from 'fast-check';
import type { AnyClaim } from '../../src/claims/claim.ts';
import { separable } from '../../src/generators/datasets.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { runsOf } from './approach.ts';
import type { CellEvidence } from './cell.ts';
import { CONVOLUTION_CELLS } from './convolution-cells.ts';
import { deadNeuronCases, twoPointCase } from './dead-neuron-cases.ts';
import { deadNeuronLimit } from './dead-neuron-limit.ts';
import { isOnRay } from './deep-diagonal-limit.ts';
import { deepLinearCases } from './deep-linear-cases.ts';
import { deepLinearLimit } from './deep-linear-limit.ts';
import { blockCases, blocks } from './diagonal-cases.ts';
import { groupCases } from './groups-cases.ts';
import { groupsLimit } from './groups-limit.ts';
import { sharedNeuronCases, twoSharesCase } from './shared-neuron-cases.ts';
import { sharedNeuronLimit } from './shared-neuron-limit.ts';
import { diagonalRun, V4 } from './V4-dead-coordinate.ts';
import { diagonalReluRun, V6 } from './V6-diagonal-relu.ts';
import { deepDiagonalRun, V7 } from './V7-deep-diagonal.ts';

const ints = (rows: readonly (readonly number[])[]) =>
  rows.map((row) => row.map((value) => Rational.of(BigInt(value))));

/** A printed instance: all labels +1, small whole numbers. */
function printed(model: string, x: readonly (readonly number[])[], start: readonly number[]): FlowCase {
  return {
    model,
    loss: 'exponential',
    data: { name: 'printed', x: ints(x), y: x.map(() => 1) },
    start: ints([start])[0]!,
  };
}

function controlCases(claim: AnyClaim, id: string): fc.Arbitrary<FlowCase> {
  const cases = claim.controls.find((control) => control.id === id)?.cases;
  if (!cases) throw new Error(`expected ${claim.id} to have a control "${id}" with cases`);
  return cases as fc.Arbitrary<FlowCase>;
}

const QUARTER = Rational.of(1n, 4n);

/** Every family that decides a part of the table, row by row. */
export const CELLS: readonly CellEvidence[] = [
  {
    id: 'deep-linear',
    claim: 'V1',
    architecture: 'fully connected linear, depth ≥ 2',
    assumption: 'non-zero weights',
    starts: 'any start',
    printed: [],
    cases: deepLinearCases(separable({ points: [1, 6], dimension: [1, 4] })),
    limitOf: deepLinearLimit,
  },
  {
    id: 'dead-neuron',
    claim: 'V2',
    architecture: 'fully connected ReLU, depth 2',
    assumption: 'no assumption',
    starts: 'all but one neuron strictly dead, an open set',
    printed: [twoPointCase(QUARTER), twoPointCase(Rational.of(3n, 4n))],
    cases: deadNeuronCases({ dimension: [1, 3], ambiguous: [0, 1], others: 2 }),
    limitOf: (flow) => {
      const found = deadNeuronLimit(flow);
      return typeof found === 'string' ? found : found.limit;
    },
  },
  {
    id: 'kinks',
    claim: 'V3',
    architecture: 'fully connected ReLU, depth 2',
    assumption: 'non-zero weights',
    starts: 'each neuron strictly inactive on the other groups, an open set',
    printed: [
      printed(
        'two-layer:2:0',
        [
          [1, 0],
          [0, 1],
        ],
        [1, -1, -1, 1, 1, 1],
      ),
    ],
    cases: groupCases('shared label'),
    limitOf: groupsLimit,
  },
  {
    id: 'shared-neuron',
    claim: 'V9',
    architecture: 'fully connected ReLU, depth 2',
    assumption: 'non-zero pre-activations',
    starts: 'all neurons active on all points',
    printed: [twoSharesCase(QUARTER, [Rational.ONE, Rational.ONE])],
    cases: sharedNeuronCases(),
    limitOf: (flow) => sharedNeuronLimit(flow, runsOf(flow).fine.final.direction!),
  },
  {
    id: 'dead-coordinate',
    claim: 'V4',
    architecture: 'diagonal linear, depth 2',
    assumption: 'no assumption',
    starts: '|u_j| = |v_j| where it would pay',
    printed: [printed('diagonal:2', [[1, 2]], [1, 0, 1, 0])],
    cases: V4.cases,
    limitOf: diagonalRun,
  },
  {
    id: 'no-dead-part',
    claim: 'V5',
    architecture: 'diagonal linear, depth 2',
    assumption: 'no assumption',
    starts: '|u_j| ≠ |v_j| for all j',
    printed: [],
    cases: blockCases(blocks({ pull: 'weak', live: [1, 1], extra: [0, 0] }), (parts) => parts),
    limitOf: diagonalRun,
  },
  {
    id: 'live-coordinates',
    claim: 'V5',
    architecture: 'diagonal linear, depth 2',
    assumption: 'non-zero weights',
    starts: 'any start',
    printed: [],
    cases: blockCases(blocks({ pull: 'weak', live: [1, 1], others: [0, 0] }), (parts) => parts),
    limitOf: diagonalRun,
  },
  {
    id: 'dead-relu-coordinate',
    claim: 'V6',
    architecture: 'diagonal ReLU, depth 2',
    assumption: 'no assumption',
    starts: 'a coordinate starts at 0',
    printed: [],
    cases: controlCases(V6, 'zero-coordinate'),
    limitOf: (flow) => diagonalReluRun(flow),
  },
  {
    id: 'diagonal-relu',
    claim: 'V6',
    architecture: 'diagonal ReLU, depth 2',
    assumption: 'non-zero pre-activations',
    starts: 'y·v_j > 0, u_j ≠ 0 for all j',
    printed: [
      printed(
        'diagonal-relu',
        [
          [1, 1, 0],
          [-2, 0, 1],
        ],
        [1, 1, 1, 1, 1, 1],
      ),
    ],
    cases: V6.cases,
    limitOf: (flow) => diagonalReluRun(flow),
  },
  {
    id: 'on-the-ray',
    claim: 'V7',
    architecture: 'diagonal linear, depth ≥ 3',
    assumption: 'non-zero weights',
    starts: 'on the ray',
    printed: [printed('diagonal:3', [[1, 1]], [1, 1, 1, 1, 1, 1])],
    cases: V7.cases.filter(isOnRay),
    limitOf: (flow) => deepDiagonalRun(flow),
  },
  {
    id: 'off-the-ray',
    claim: 'V7',
    architecture: 'diagonal linear, depth ≥ 3',
    assumption: 'no assumption',
    starts: 'off the ray (dead coordinates arise)',
    printed: [],
    cases: V7.cases.filter((flow) => !isOnRay(flow)),
    limitOf: (flow) => deepDiagonalRun(flow),
  },
  ...CONVOLUTION_CELLS,
];
