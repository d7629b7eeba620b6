import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';

type Json = { [key: string]: Json } | Json[] | string | number;

/** V3 with a third, dead neuron: exactly KKT, neuron 0 on its kink at point 1 with the slope 1/4 that it needs. */
const valid: Json = {
  format: 'farkas/certificate@1',
  claim: { kind: 'kkt', epsilonSquared: '0', delta: '0' },
  data: {
    x: [
      ['4', '-1'],
      ['0', '4'],
    ],
    denominator: '4',
    y: [1, 1],
  },
  solution: {
    slope: '0',
    weights: [
      ['1', '0'],
      ['0', '1'],
      ['0', '0'],
    ],
    scales: ['1', '1', '1'],
    neurons: [
      { weights: 0, offset: 0, output: '1' },
      { weights: 1, offset: 0, output: '1' },
      { weights: 2, offset: 0, output: '0' },
    ],
  },
  derivation: { multipliers: ['1', '1'], slopes: [{ point: 1, neuron: 0, slope: '1/4' }] },
};

/** A copy in which the place at the end of the path holds another value. */
function withValue(path: readonly (string | number)[], value: Json): Json {
  const copy = structuredClone(valid);
  let place = copy as Record<string | number, Json>;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, Json>;
  place[path.at(-1)!] = value;
  return copy;
}

describe('the kkt certificate', () => {
  it('is accepted where it is a proof, with looser bounds too', () => {
    expect(checkCertificate(valid)).toMatchObject({ accepted: true });
    const looser = withValue(['claim', 'epsilonSquared'], '1/100');
    expect(checkCertificate(looser)).toMatchObject({ accepted: true });
  });

  it('is accepted at the same point in scaled parameters: w = v/2, a = 2·output', () => {
    const scaled = structuredClone(valid) as { solution: Record<string, Json> };
    scaled.solution['scales'] = ['4', '1/4', '1'];
    scaled.solution['weights'] = [
      ['2', '0'],
      ['0', '1/2'],
      ['0', '0'],
    ];
    scaled.solution['neurons'] = [
      { weights: 0, offset: 0, output: '1/2' },
      { weights: 1, offset: 0, output: '2' },
      { weights: 2, offset: 0, output: '0' },
    ];
    expect(checkCertificate(scaled)).toMatchObject({ accepted: true });
  });

  it.each<[string, (string | number)[], Json]>([
    ['not-stationary', ['claim', 'epsilonSquared'], '-1e-30'],
    ['not-complementary', ['claim', 'delta'], '-1e-30'],
    ['not-exact-number', ['claim', 'delta'], '1/0'],
    ['not-stationary', ['data', 'x', 0, 1], '-2'],
    ['not-on-kink', ['data', 'x', 1, 0], '1'],
    ['not-feasible', ['data', 'x', 0, 0], '3'],
    ['not-exact-number', ['data', 'x', 0, 0], '4/1'],
    ['not-feasible', ['data', 'denominator'], '5'],
    ['out-of-range', ['data', 'denominator'], '0'],
    ['not-feasible', ['data', 'y', 0], -1],
    ['out-of-range', ['data', 'y', 0], 0],
    ['wrong-length', ['data', 'x', 1], ['0']],
    ['out-of-range', ['solution', 'slope'], '-1/100'],
    ['out-of-range', ['solution', 'slope'], '1/2'],
    ['not-on-kink', ['solution', 'weights', 0], ['1', '1e-20']],
    ['not-stationary', ['solution', 'weights', 2], ['0', '1e-9']],
    ['wrong-length', ['solution', 'weights', 0], ['1', '0', '0']],
    ['wrong-length', ['solution', 'weights', 0], []],
    ['out-of-range', ['solution', 'scales', 0], '0'],
    ['not-stationary', ['solution', 'scales', 0], '4'],
    ['wrong-length', ['solution', 'scales'], ['1', '1']],
    ['out-of-range', ['solution', 'neurons', 0, 'weights'], 3],
    ['out-of-range', ['solution', 'neurons', 0, 'offset'], 1],
    ['not-feasible', ['solution', 'neurons', 0, 'output'], '1/2'],
    ['not-complementary', ['solution', 'neurons', 0, 'output'], '1.00000001'],
    ['not-stationary', ['derivation', 'multipliers', 0], '1.00000001'],
    ['not-stationary', ['derivation', 'multipliers', 0], '0'],
    ['negative-multiplier', ['derivation', 'multipliers', 0], '-1'],
    ['wrong-length', ['derivation', 'multipliers'], ['1']],
    ['not-stationary', ['derivation', 'slopes'], []],
    ['not-stationary', ['derivation', 'slopes', 0, 'slope'], '1/3'],
    ['out-of-range', ['derivation', 'slopes', 0, 'slope'], '-1/4'],
    ['not-on-kink', ['derivation', 'slopes', 0, 'neuron'], 1],
    ['not-on-kink', ['derivation', 'slopes', 0, 'point'], 0],
    ['out-of-range', ['derivation', 'slopes', 0, 'point'], 2],
    ['unknown-field', ['derivation', 'extra'], 1],
  ])('is rejected as %s when %j is %j', (code, path, value) => {
    expect(checkCertificate(withValue(path, value))).toMatchObject({ accepted: false, code });
  });
});
