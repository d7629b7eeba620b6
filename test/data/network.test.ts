import { describe, expect, it } from 'vitest';
import { BadInput } from '../../src/data/bad-input.ts';
import { networkToJson, parseNetwork } from '../../src/data/network.ts';

const network = {
  format: 'farkas/network@1',
  architecture: 'two-layer',
  alpha: 0.1,
  a: [1, '-1/3'],
  w: [
    [1, 2],
    [0.25, '1/7'],
  ],
};

describe('a two-layer network', () => {
  it('reads exactly, and back', () => {
    const read = parseNetwork(JSON.stringify(network), 'n.json');
    expect(JSON.stringify(read)).toBe('{"alpha":"1/10","a":["1","-1/3"],"w":[["1","2"],["1/4","1/7"]]}');
    expect(parseNetwork(JSON.stringify(networkToJson(read)), 'n.json')).toEqual(read);
  });

  it.each([
    [{ alpha: 1.5 }, 'n: alpha: expected a slope from 0 to 1, found 1.5'],
    [{ alpha: '-1/9' }, 'n: alpha: expected a slope from 0 to 1, found -1/9'],
    [{ architecture: 'deep' }, 'n: architecture: expected "two-layer", found "deep"'],
    [{ a: [] }, 'n: a: expected at least one neuron, found an empty array'],
    [{ a: [1] }, 'n: w: expected 1 rows, one for each of a, found 2'],
    [{ w: [[1, 2], [1]] }, 'n: w[1]: expected 2 numbers as in w[0], found 1'],
    [
      { w: [[1], ['x']] },
      'n: w[1][0]: expected an exact number such as "1/3", "0.125" or "-2e-3", found "x"',
    ],
    [
      { a: [1, null] },
      'n: a[1]: expected a finite number, or an exact one as text such as "1/3", found null',
    ],
    [
      { bias: 1 },
      'n: bias: expected only known fields, found an unknown field\nThe fields are format, architecture, alpha, a, w.',
    ],
  ])('with %j is refused: %s', (change, message) => {
    const parse = () => parseNetwork(JSON.stringify({ ...network, ...change }), 'n');
    expect(parse).toThrow(BadInput);
    expect(parse).toThrow(message);
  });
});
