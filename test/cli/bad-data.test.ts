import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { csv, emptyFolder, expectRefusal, farkas, fileWith, json, XOR } from './farkas.ts';

const dataset = (x: string, y: string, more = '') =>
  `{"format": "farkas/dataset@1", "name": "t", "x": ${x}, "y": ${y}${more}}`;

/** What is wrong, the file, and what the message must name. */
const BAD: [what: string, name: string, content: string | Uint8Array, ...mentions: (string | RegExp)[]][] = [
  ['an empty file', 'd.csv', '', 'd.csv', 'empty'],
  ['an empty JSON file', 'd.json', '', 'd.json', 'end of the file'],
  ['only a header', 'd.csv', 'x1,x2,label\n', 'at least one point'],
  ['no points', 'd.json', dataset('[]', '[]'), ': x:', 'at least one point'],
  ['points without coordinates', 'd.json', dataset('[[]]', '[1]'), /x\[0\]/, 'coordinate'],
  ['a label 0', 'd.csv', csv([1, 1], [2, 0]), 'line 3, column 2', 'label', 'Write -1'],
  ['a label 2', 'd.json', dataset('[[1], [2]]', '[1, 2]'), /y\[1\]/, '1 or -1'],
  ['labels as text', 'd.json', dataset('[[1]]', '["1"]'), /y\[0\]/],
  ['a ragged row of CSV', 'd.csv', csv([1, 2, 1], [3, 1]), 'line 3', '3 columns'],
  ['a ragged row of JSON', 'd.json', dataset('[[1, 2], [3]]', '[1, -1]'), /x\[1\]/, '2 numbers'],
  ['more labels than points', 'd.json', dataset('[[1]]', '[1, -1]'), ': y:', '1 labels'],
  ['NaN', 'd.csv', csv(['NaN', 1]), 'line 2, column 1', '"NaN"'],
  ['NaN in JSON', 'd.json', dataset('[[NaN]]', '[1]'), 'line 1', 'NaN'],
  ['Infinity', 'd.csv', csv(['-Infinity', 1]), 'line 2, column 1', 'Infinity'],
  ['text that is no number', 'd.csv', csv(['abc', 1], [1, 1]), 'line 2, column 1', '"abc"'],
  ['a missing coordinate', 'd.csv', csv(['', 1], [1, 1]), 'line 2, column 1'],
  ['division by zero', 'd.json', dataset('[["1/0"]]', '[1]'), /x\[0\]\[0\]/, '1/0'],
  ['an absurd exponent as text', 'd.json', dataset('[["1e999999999"]]', '[1]'), /x\[0\]\[0\]/, '1e999999999'],
  ['an absurd exponent', 'd.json', dataset('[[1e999999999]]', '[1]'), /x\[0\]\[0\]/, 'no double'],
  ['an absurd exponent in CSV', 'd.csv', csv(['1e-999999999', 1]), 'line 2, column 1'],
  ['a truncated file', 'd.json', dataset('[[1], [2', '').slice(0, -7), 'd.json: line 1', 'cut off'],
  ['an unknown field', 'd.json', dataset('[[1]]', '[1]', ', "weights": [1]'), 'weights', 'unknown field'],
  ['a missing field', 'd.json', '{"format": "farkas/dataset@1", "name": "t", "x": [[1]]}', ': y:', 'nothing'],
  ['another format', 'd.json', '{"format": "farkas/network@1"}', 'format', 'farkas/dataset@1'],
  ['a JSON array', 'd.json', '[[1, 1]]', 'an object'],
  ['no header', 'd.csv', '1,2,1\n3,4,-1\n', 'line 1', 'header'],
  ['bytes that are no text', 'd.csv', Uint8Array.of(0xff, 0xfe, 0x00, 0x80), 'UTF-8'],
];

const NETWORK = fileWith(
  'net.json',
  '{"format": "farkas/network@1", "architecture": "two-layer", "alpha": 0.1, "a": [1], "w": [[1]]}',
);

/** Every command that reads data. */
const READERS: [command: string, args: (file: string) => string[]][] = [
  ['solve', (file) => ['solve', file]],
  ['train', (file) => ['train', file, '--model', 'linear', '--seed', '1']],
  ['audit', (file) => ['audit', file, '--network', NETWORK]],
  ['verify', (file) => ['verify', 'F5', '--data', file, '--runs', '1', '--jobs', '1']],
];

/** solve is asked everything; the others read data by the same function, which a part of it shows. */
function asked(command: string): typeof BAD {
  return command === 'solve' ? BAD : BAD.filter((_, index) => index % 8 === 0);
}

describe.concurrent.each(READERS)('%s refuses', (command, args) => {
  it.each(asked(command))('%s', async (_what, name, content, ...mentions) => {
    expectRefusal(await farkas(args(fileWith(name, content))), name, ...mentions);
  });

  it('a folder', async () => {
    const folder = emptyFolder();
    expectRefusal(await farkas(args(folder)), folder, 'a folder', 'Name a file inside it');
  });

  it('a name that is neither a file nor a bundled data set', async () => {
    expectRefusal(await farkas(args('irs')), 'irs', 'iris, mnist', 'neither');
  });
});

describe('solve refuses', () => {
  it('a missing file, and a file inside a file', async () => {
    const missing = join(emptyFolder(), 'missing.csv');
    expectRefusal(await farkas(['solve', missing]), missing, 'no such file', 'Check the path');
    const inside = join(fileWith('file', ''), 'd.csv');
    expectRefusal(await farkas(['solve', inside]), 'not a folder');
  });
});

describe('a million rows', () => {
  const rows = 10 ** 6;

  it.each([
    ['CSV', 'd.csv', () => `x,label\n${'1,1\n'.repeat(rows)}`],
    ['JSON', 'd.json', () => dataset(`[${'[1],'.repeat(rows - 1)}[1]]`, `[${'1,'.repeat(rows - 1)}1]`)],
  ])('of %s are refused with the limit named', async (_kind, name, content) => {
    const refused = await farkas(['solve', fileWith(name, content())]);
    expectRefusal(refused, 'at most 100000 points', 'Take a sample');
  });

  it('or an endless file are not read to their end', async () => {
    expectRefusal(await farkas(['solve', '/dev/zero']), 'bytes', 'more');
  });
});

describe.concurrent('these are no bad input:', () => {
  const solve = async (content: string, name = 'd.csv') =>
    json<{ status: string; marginSquared?: string; certificate: unknown }>(
      await farkas(['solve', fileWith(name, content), '--format', 'json']),
    );

  it('one class', async () => {
    expect(await solve(csv([1, 1], [3, 1]))).toMatchObject({ status: 'optimal', marginSquared: '1' });
  });

  it('repeated points', async () => {
    expect(await solve(csv([2, 1], [2, 1], [-2, -1]))).toMatchObject({ marginSquared: '4' });
  });

  it('exact numbers as text', async () => {
    expect(await solve(dataset('[["1/3", "0.125"]]', '[1]'), 'd.json')).toMatchObject({
      marginSquared: '73/576',
    });
  });

  it.each([
    ['a zero row', csv([0, 0, 1], [1, 1, 1])],
    ['a point with both labels', csv([1, 2, 1], [1, 2, -1])],
    ['XOR', XOR],
  ])('%s: infeasible, with a Farkas certificate that check accepts', async (_what, content) => {
    const { status, certificate } = await solve(content);
    expect(status).toBe('infeasible');
    const checked = await farkas(['check', fileWith('c.json', JSON.stringify(certificate))]);
    expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining('accepted: infeasible') });
  });

  it('a file without an ending, and one with Windows line ends', async () => {
    expect(await solve(csv([1, 1]), 'data')).toMatchObject({ status: 'optimal' });
    expect(await solve(csv([1, 1]).replaceAll('\n', '\r\n'))).toMatchObject({ status: 'optimal' });
  });
});
