import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';

interface Network {
  slope: string;
  weights: string[][];
  scales: string[];
  neurons: { weights: number; offset: number; output: string }[];
}

function twoLayer(
  slope: string,
  weights: string[][],
  outputs: string[],
  scales = outputs.map(() => '1'),
): Network {
  return { slope, weights, scales, neurons: outputs.map((output, k) => ({ weights: k, offset: 0, output })) };
}

function diagonal(slope: string, u: string[], v: string[]): Network {
  return {
    slope,
    weights: u.map((value) => [value]),
    scales: u.map(() => '1'),
    neurons: v.map((output, j) => ({ weights: j, offset: j, output })),
  };
}

function certificate(
  claim: { kind: string; [field: string]: unknown },
  points: { x: number[][]; denominator?: number },
  solution: Network,
  derivation: unknown,
) {
  return {
    format: 'farkas/certificate@1',
    claim,
    data: {
      x: points.x.map((row) => row.map(String)),
      denominator: String(points.denominator ?? 1),
      y: points.x.map(() => 1),
    },
    solution,
    derivation,
  };
}

const corner = {
  x: [
    [4, 1],
    [-4, 1],
  ],
  denominator: 4,
};
const axes = {
  x: [
    [1, 0],
    [0, 1],
  ],
};
/** V2: one neuron on (0,2) with a = 2, one at 0. */
const corneredNet = twoLayer(
  '0',
  [
    ['0', '2'],
    ['0', '0'],
  ],
  ['2', '0'],
);
/** V3: each neuron on the other point's kink. */
const axesNet = twoLayer(
  '0',
  [
    ['1', '0'],
    ['0', '1'],
  ],
  ['1', '1'],
);
/** V9: V2's data with two equal live neurons: (0, √2) each, kept as ρ = 2, v = (0, 2), output 1. */
const equalNet = twoLayer(
  '0',
  [
    ['0', '2'],
    ['0', '2'],
  ],
  ['1', '1'],
  ['2', '2'],
);

const notLocal = { kind: 'not-local-optimum', layer: 'all' };
const curves: [string, ReturnType<typeof certificate>][] = [
  [
    'V2: the dead neuron splits off',
    certificate(notLocal, corner, corneredNet, {
      weights: [
        [
          ['0', '-1/4'],
          ['0', '-1'],
        ],
        [['1'], []],
      ],
      outputs: [[], ['1']],
    }),
  ],
  [
    "V3: one neuron takes the other's point",
    certificate(notLocal, axes, axesNet, {
      weights: [
        [[], ['1']],
        [[], ['-1']],
      ],
      outputs: [[], []],
    }),
  ],
  [
    'V3, the weights alone (V9)',
    certificate({ ...notLocal, layer: 'weights' }, axes, axesNet, {
      weights: [
        [[], ['1']],
        [[], ['-1']],
      ],
      outputs: [[], []],
    }),
  ],
  [
    'V4: the dead coordinate is better',
    certificate(notLocal, { x: [[1, 2]] }, diagonal('1', ['1', '0'], ['1', '0']), {
      weights: [[['0', '-2']], [['1']]],
      outputs: [[], ['1']],
    }),
  ],
  [
    'V8: the lower singular pair, ρ = 2',
    certificate(
      notLocal,
      { x: [[1, 0, 0, 2]] },
      {
        slope: '1',
        weights: [['1', '0']],
        scales: ['1'],
        neurons: [
          { weights: 0, offset: 0, output: '1' },
          { weights: 0, offset: 2, output: '0' },
        ],
      },
      { weights: [[['0', '-3/4'], ['1']]], outputs: [['0', '-3/4'], ['1']] },
    ),
  ],
];

const half = { kind: 'optimum', scope: 'local', layer: 'all', relativeGap: '0' };
const optima: [string, ReturnType<typeof certificate>][] = [
  [
    "V2's other side: h² ≥ 1/3, global for any width by all patterns",
    certificate(
      { ...half, scope: 'global' },
      {
        x: [
          [1, 1],
          [-1, 1],
        ],
      },
      twoLayer(
        '0',
        [
          ['0', '1'],
          ['0', '0'],
        ],
        ['1', '0'],
      ),
      {
        multipliers: ['1/2', '1/2'],
        slopes: [],
      },
    ),
  ],
  [
    'V5: all coordinates alive, the ℓ1 optimum',
    certificate(
      { ...half, scope: 'global' },
      {
        x: [
          [2, 1],
          [1, 2],
        ],
      },
      diagonal('1', ['1', '1'], ['1', '1']),
      {
        multipliers: ['1/3', '1/3'],
        slopes: [],
      },
    ),
  ],
  [
    'V6: a diagonal ReLU, local',
    certificate(
      half,
      {
        x: [
          [1, 1, 0],
          [-2, 0, 1],
        ],
      },
      diagonal('0', ['3/5', '4/5', '1'], ['3/5', '4/5', '1']),
      {
        multipliers: ['1', '1'],
        slopes: [],
      },
    ),
  ],
  [
    'V8: the top singular pair, global',
    certificate(
      { ...half, scope: 'global' },
      { x: [[1, 0, 0, 2]] },
      {
        slope: '1',
        weights: [['0', '1']],
        scales: ['1'],
        neurons: [
          { weights: 0, offset: 0, output: '0' },
          { weights: 0, offset: 2, output: '1' },
        ],
      },
      { multipliers: ['1/2'], slopes: [] },
    ),
  ],
  [
    'V9: the weights of two equal neurons, local',
    certificate({ ...half, layer: 'weights' }, corner, equalNet, { multipliers: ['2', '2'], slopes: [] }),
  ],
  [
    'V9: the outputs alone, global',
    certificate({ ...half, layer: 'outputs', scope: 'global' }, corner, equalNet, {
      multipliers: ['2', '2'],
      slopes: [],
    }),
  ],
];

/** V6: cost 3/2 with u₁ < 0; V9: cost 8/17 a layer with w_k along x_k. */
const better: [string, ReturnType<typeof certificate>][] = [
  [
    'V6',
    certificate(
      { kind: 'not-global-optimum', layer: 'all' },
      {
        x: [
          [1, 1, 0],
          [-2, 0, 1],
        ],
      },
      diagonal('0', ['3/5', '4/5', '1'], ['3/5', '4/5', '1']),
      { better: diagonal('0', ['-0.71', '1', '0'], ['0.705', '1', '0']) },
    ),
  ],
  [
    'V9',
    certificate({ kind: 'not-global-optimum', layer: 'weights' }, corner, equalNet, {
      better: twoLayer(
        '0',
        [
          ['16/17', '4/17'],
          ['-16/17', '4/17'],
        ],
        ['1', '1'],
        ['2', '2'],
      ),
    }),
  ],
];

describe('certificates of what is and is not optimal', () => {
  it.each([...curves, ...optima, ...better])('%s', (_, valid) => {
    expect(checkCertificate(JSON.stringify(valid))).toEqual({ accepted: true, claim: valid.claim });
  });
});

/** A copy in which the place at the end of the path holds another value. */
function withValue(valid: object, path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(valid) as Record<string | number, unknown>;
  let place = copy;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  place[path.at(-1)!] = value;
  return copy;
}

describe('what is no longer a proof', () => {
  const [, v2] = curves[0]!;
  it.each<[string, (string | number)[], unknown]>([
    ['not-optimal', ['derivation', 'weights', 0, 1], ['0', '1']],
    ['not-feasible', ['derivation', 'weights', 0, 1], ['0', '-1.0001']],
    ['not-feasible', ['derivation', 'outputs', 0], ['-1']],
    ['not-optimal', ['derivation', 'outputs', 1], ['2']],
    ['not-feasible', ['derivation', 'outputs', 1], []],
    ['wrong-length', ['derivation', 'outputs'], [[]]],
    ['wrong-length', ['derivation', 'weights', 0], [[]]],
    ['wrong-length', ['derivation', 'outputs', 0], new Array(9).fill('0')],
    ['wrong-length', ['claim', 'layer'], 'weights'],
    ['out-of-range', ['claim', 'layer'], 'hidden'],
    ['not-feasible', ['data', 'x', 0], ['4', '-1']],
    ['not-optimal', ['solution', 'scales'], ['1', '100']],
  ])('a curve, rejected as %s when %j is %j', (code, path, value) => {
    expect(checkCertificate(withValue(v2, path, value))).toMatchObject({ accepted: false, code });
  });

  const [, v6] = optima[2]!;
  it.each<[string, (string | number)[], unknown]>([
    ['not-optimal', ['claim', 'relativeGap'], '-1e-12'],
    ['not-optimal', ['derivation', 'multipliers', 0], '1.00000001'],
    ['not-optimal', ['derivation', 'multipliers', 0], '0.99999999'],
    ['negative-multiplier', ['derivation', 'multipliers', 0], '-1'],
    ['not-optimal', ['solution', 'weights', 2], ['1.00000001']],
    ['not-optimal', ['claim', 'scope'], 'global'],
    ['out-of-range', ['claim', 'scope'], 'everywhere'],
  ])('an optimum, rejected as %s when %j is %j', (code, path, value) => {
    expect(checkCertificate(withValue(v6, path, value))).toMatchObject({ accepted: false, code });
  });

  it('an optimum whose neuron at 0 could turn on for a subset that pulls with more than 1 (V2)', () => {
    const claim = { kind: 'optimum', scope: 'local', layer: 'all', relativeGap: '0' };
    const invalid = certificate(claim, corner, corneredNet, { multipliers: ['2', '2'], slopes: [] });
    expect(checkCertificate(invalid)).toMatchObject({ accepted: false, code: 'not-optimal' });
  });

  const [, v9] = better[1]!;
  it.each<[string, (string | number)[], unknown]>([
    ['not-feasible', ['derivation', 'better', 'weights', 0], ['15/17', '4/17']],
    ['not-optimal', ['derivation', 'better', 'weights', 0], ['4', '1']],
    ['wrong-value', ['derivation', 'better', 'neurons', 0, 'output'], '2'],
    ['wrong-value', ['derivation', 'better', 'scales', 0], '3'],
    ['wrong-value', ['derivation', 'better', 'slope'], '1/2'],
    ['wrong-value', ['claim', 'layer'], 'outputs'],
  ])('a better point, rejected as %s when %j is %j', (code, path, value) => {
    expect(checkCertificate(withValue(v9, path, value))).toMatchObject({ accepted: false, code });
  });
});
