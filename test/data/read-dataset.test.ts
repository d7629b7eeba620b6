import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { BadInput } from '../../src/data/bad-input.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { datasetToJson } from '../../src/data/dataset-json.ts';
import { parseDataset, readDataset, writeDataset } from '../../src/data/read-dataset.ts';
import { readText } from '../../src/data/read-text.ts';
import { Rational } from '../../src/numbers/rational.ts';

const folder = mkdtempSync(join(tmpdir(), 'farkas-data-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fileWith = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const text = (value: unknown) => JSON.stringify(value);

/** The message of the BadInput that an action throws; anything else fails the test. */
function complaint(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(BadInput);
    const { message } = error as BadInput;
    expect(message.split('\n').length).toBeLessThanOrEqual(2);
    return message;
  }
  throw new Error('expected bad input, found none');
}

/** The superuser may read everything, so it becomes the user "nobody" for the time of the action. */
function asNobody<T>(action: () => T): T {
  const isSuperuser = process.geteuid?.() === 0;
  if (isSuperuser) process.seteuid?.(65534);
  try {
    return action();
  } finally {
    if (isSuperuser) process.seteuid?.(0);
  }
}

const json = (x: string, y: string) => `{"format": "farkas/dataset@1", "name": "t", "x": ${x}, "y": ${y}}`;

const dataset: fc.Arbitrary<Dataset> = fc
  .record({
    name: fc.string(),
    rows: fc.integer({ min: 1, max: 5 }),
    columns: fc.integer({ min: 1, max: 4 }),
    entries: fc.array(fc.tuple(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.bigInt(1n, 10n ** 20n)), {
      minLength: 20,
      maxLength: 20,
    }),
    labels: fc.array(fc.constantFrom(1 as const, -1 as const), { minLength: 5, maxLength: 5 }),
  })
  .map(({ name, rows, columns, entries, labels }) => ({
    name,
    x: Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_, j) => Rational.of(...entries[i * 4 + j]!)),
    ),
    y: labels.slice(0, rows),
  }));

describe('a data set', () => {
  it('reads back from JSON exactly as it was written', () => {
    fc.assert(
      fc.property(dataset, (data) => {
        expect(text(parseDataset(datasetToJson(data), 'd.json', 'json'))).toBe(text(data));
      }),
    );
    const path = join(folder, 'written.json');
    const data: Dataset = { name: 'thirds', x: [[Rational.of(1n, 3n)]], y: [-1] };
    writeDataset(path, data);
    expect(text(readDataset(path))).toBe(text(data));
  });

  it('reads back from CSV exactly', () => {
    fc.assert(
      fc.property(
        dataset,
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('', '\uFEFF'),
        (data, newline, mark) => {
          const header = [...data.x[0]!.map((_, j) => `x${j + 1}`), 'label'];
          const lines = [header, ...data.x.map((row, i) => [...row, data.y[i]])].map((cells) =>
            cells.join(','),
          );
          const path = fileWith('drawn.csv', mark + lines.join(newline) + newline);
          expect(text(readDataset(path))).toBe(text({ ...data, name: 'drawn' }));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('takes a JSON number as the shortest decimal that prints its double, and text as it stands', () => {
    const { x } = parseDataset(
      json('[[0.1, 1e21, -2.5e-7, "1/3", "0.125", "1e-300", -0]]', '[1]'),
      'd',
      'json',
    );
    expect(x[0]!.map(String)).toEqual([
      '1/10',
      `1${'0'.repeat(21)}`,
      '-1/4000000',
      '1/3',
      '1/8',
      `1/1${'0'.repeat(300)}`,
      '0',
    ]);
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const data = parseDataset(json(`[[${text(value)}]]`, '[1]'), 'd', 'json');
        expect(data.x[0]![0]!.toNumber()).toBe(value + 0);
      }),
    );
  });

  it.each([
    ['one class only', json('[[1],[2]]', '[1,1]')],
    ['repeated points', json('[[1,2],[1,2]]', '[1,1]')],
    ['a repeated point with both labels', json('[[1,2],[1,2]]', '[1,-1]')],
    ['a zero row', json('[[0,0],[1,2]]', '[1,-1]')],
    ['a byte order mark', `\uFEFF${json('[[1]]', '[1]')}`],
    ['CRLF line ends', json('[[1],\r\n[2]]', '[1,-1]\r\n')],
    ['the smallest and the largest double', json('[[5e-324, 1.7976931348623157e308]]', '[1]')],
  ])('is not refused for %s', (_what, content) => {
    expect(readDataset(fileWith('good.json', content)).y.length).toBeGreaterThan(0);
  });

  it('is recognised by its content where the ending does not say', () => {
    expect(readDataset(fileWith('points', `\n${json('[[1]]', '[1]')}`)).name).toBe('t');
    expect(readDataset(fileWith('table.txt', 'a,label\n1/2,-1.0\n')).y).toEqual([-1]);
  });
});

describe('bad JSON', () => {
  it.each([
    [
      'nothing',
      '',
      /^d: line 1, column 1: expected JSON \(json value expected\), found the end of the file$/,
    ],
    ['no points', json('[]', '[]'), /^d: x: expected at least one point, found an empty array$/],
    [
      'no coordinates',
      json('[[]]', '[1]'),
      /^d: x\[0\]: expected at least one coordinate, found an empty array$/,
    ],
    ['label 0', json('[[1],[2]]', '[1, 0]'), /^d: y\[1\]: expected 1 or -1, found 0$/],
    ['label as text', json('[[1]]', '["1"]'), /^d: y\[0\]: expected 1 or -1, found "1"$/],
    ['ragged rows', json('[[1,2],[3]]', '[1,-1]'), /^d: x\[1\]: expected 2 numbers as in x\[0\], found 1$/],
    ['too few labels', json('[[1],[2]]', '[1]'), /^d: y: expected 2 labels, one for each point, found 1$/],
    ['NaN', json('[[1, NaN]]', '[1]'), /^d: line 1, column \d+: expected JSON .*, found "NaN"$/],
    [
      '-Infinity',
      json('[[-Infinity]]', '[1]'),
      /^d: line 1, column \d+: expected JSON .*, found "Infinity"$/,
    ],
    ['"NaN"', json('[["NaN"]]', '[1]'), /^d: x\[0\]\[0\]: expected an exact number such as .*, found "NaN"$/],
    [
      '"1/0"',
      json('[[1],["1/0"]]', '[1,1]'),
      /^d: x\[1\]\[0\]: expected a non-zero denominator, found "1\/0"$/,
    ],
    ['null', json('[[null]]', '[1]'), /^d: x\[0\]\[0\]: expected a finite number, .*, found null$/],
    [
      '1e999',
      json('[[1e999]]', '[1]'),
      /^d: x\[0\]\[0\]: expected a finite number, .*, found 1e999, which no double/,
    ],
    ['-1e-999', json('[[-1e-999]]', '[1]'), /found -1e-999, which no double can hold$/],
    [
      '"1e999"',
      json('[["1e999"]]', '[1]'),
      /^d: x\[0\]\[0\]: expected zero, or a size between .*, found "1e999"$/,
    ],
    [
      '"1e-999"',
      json('[["1e-999"]]', '[1]'),
      /^d: x\[0\]\[0\]: expected zero, or a size between .*, found "1e-999"$/,
    ],
    ['"1e999999999"', json('[["1e999999999"]]', '[1]'), /expected a decimal exponent of size at most 4096/],
    [
      'very long numbers',
      json(`[["${'7'.repeat(1001)}"]]`, '[1]'),
      /expected at most 1000 characters, found "7+…"/,
    ],
    [
      'a cut file',
      json('[[1, 2]', '').slice(0, 60),
      /: expected JSON .*, found the end of the file\nThe file may/,
    ],
    [
      'text after the end',
      `${json('[[1]]', '[1]')} x`,
      /expected JSON \(expected end of input\), found "x"$/,
    ],
    [
      'an unknown field',
      json('[[1]]', '[1], "z": 3'),
      /^d: z: expected only known fields, .*\nThe fields are format, /,
    ],
    [
      'a missing field',
      '{"format": "farkas/dataset@1", "name": "t", "x": [[1]]}',
      /^d: y: expected an array, found nothing$/,
    ],
    [
      'another format',
      json('[[1]]', '[1]').replace('@1', '@2'),
      /^d: format: expected "farkas\/dataset@1", found "far/,
    ],
    [
      'a field twice',
      json('[[1]]', '[1], "y": [-1]'),
      /^d: line 1, column \d+: expected every field once, found "y" again$/,
    ],
    ['no object', '[1]', /^d: expected an object, found an array of length 1$/],
    ['__proto__', json('[[1]]', '[1], "__proto__": {"x": 1}'), /^d: __proto__: expected only known fields/],
    [
      'inherited fields',
      '{"__proto__": {"name": "t"}, "format": "farkas/dataset@1", "x": [[1]], "y": [1]}',
      /expected/,
    ],
    ['constructor', json('[[1]]', '[1], "constructor": 1'), /^d: constructor: expected only known fields/],
    ['deep nesting', '['.repeat(100_000), /^d: expected a few levels of nesting, found thousands$/],
    [
      'a nested row',
      json('[[[1]]]', '[1]'),
      /^d: x\[0\]\[0\]: expected a finite number, .*, found an array of length 1$/,
    ],
    ['control characters', json('[["\\u0007"]]', '[1]'), /found "\\u0007"$/],
  ])('with %s names the place, what was expected and what was found', (_what, content, message) => {
    expect(complaint(() => parseDataset(content, 'd', 'json'))).toMatch(message);
  });

  it('leaves Object.prototype alone', () => {
    complaint(() => parseDataset(json('[[1]]', '[1], "__proto__": {"polluted": 1}'), 'd', 'json'));
    expect('polluted' in {}).toBe(false);
  });
});

describe('bad CSV', () => {
  it.each([
    ['nothing', '', /^d: expected a header line and points, found an empty file$/],
    ['only a header', 'x,label\n', /^d: expected at least one point, found only a header line$/],
    [
      'no header',
      '1,2,1\n3,4,-1\n',
      /^d: line 1: expected a header line .*, found "1,2,1"\nPut a line such as/,
    ],
    [
      'one column',
      'label\n1\n',
      /^d: line 1: expected at least two columns separated by commas, found "label"\n/,
    ],
    [
      'semicolons',
      'x;label\n1;1\n',
      /^d: line 1: expected at least two columns separated by commas, found "x;label"\n/,
    ],
    ['ragged rows', 'x,y,label\n1,2,1\n\n1,1\n', /^d: line 4: expected 3 columns as in the header, found 2$/],
    [
      'text',
      'x,y,label\n1,2,1\n1,abc,1\n',
      /^d: line 3, column 2: expected an exact number .*, found "abc"$/,
    ],
    ['an empty cell', 'x,y,label\n1,,1\n', /^d: line 2, column 2: expected an exact number .*, found ""$/],
    ['nan', 'x,label\nnan,1\n', /^d: line 2, column 1: expected an exact number .*, found "nan"$/],
    ['inf', 'x,label\ninf,1\n', /^d: line 2, column 1: expected an exact number .*, found "inf"$/],
    ['1/0', 'x,label\n1/0,1\n', /^d: line 2, column 1: expected a non-zero denominator, found "1\/0"$/],
    [
      '1e999',
      'x,label\n1e999,1\n',
      /^d: line 2, column 1: expected zero, or a size between .*, found "1e999"$/,
    ],
    [
      'label 0',
      'x,label\n1,0\n',
      /^d: line 2, column 2: expected a label 1 or -1 .*, found "0"\nWrite -1 where/,
    ],
    ['label text', 'x,label\n1,yes\n', /^d: line 2, column 2: expected an exact number .*, found "yes"$/],
    [
      'an open quote',
      'x,label\n"1,1\n',
      /^d: line \d+: expected comma-separated values, found Quote Not Closed/,
    ],
  ])('with %s names line and column', (_what, content, message) => {
    expect(complaint(() => parseDataset(content, 'd', 'csv'))).toMatch(message);
  });
});

describe('a file that cannot be read', () => {
  it('is missing, a folder, not text, or not permitted', () => {
    expect(complaint(() => readDataset(join(folder, 'none.json')))).toMatch(
      /none\.json: expected a readable file, found no such file\nCheck the path/,
    );
    expect(complaint(() => readDataset(folder))).toMatch(
      /expected a readable file, found a folder\nName a file/,
    );
    expect(complaint(() => readDataset(join(fileWith('plain', ''), 'x.json')))).toMatch(/found no such file/);
    const rubbish = Uint8Array.from({ length: 300 }, (_, i) => (i * 37) % 256);
    for (const name of ['rubbish.json', 'rubbish.csv', 'rubbish'])
      expect(complaint(() => readDataset(fileWith(name, rubbish)))).toMatch(
        /expected UTF-8 text, found bytes/,
      );
    const secret = fileWith('secret.csv', 'x,label\n1,1\n');
    chmodSync(secret, 0);
    expect(asNobody(() => complaint(() => readDataset(secret)))).toMatch(/found no permission to read it$/);
  });

  it('is too large, whatever it is', () => {
    expect(complaint(() => readText(fileWith('large', 'x'.repeat(1001)), 1000))).toMatch(
      /expected at most 1000 bytes, found more$/,
    );
    expect(readText(fileWith('largest', 'x'.repeat(1000)), 1000).length).toBe(1000);
    if (process.platform === 'linux')
      expect(complaint(() => readText('/dev/zero', 2 ** 20))).toMatch(/found more$/);
  });

  it('has a million rows: refused with the limit named', () => {
    const started = performance.now();
    const rows = 1_000_000;
    const csv = fileWith('million.csv', `a,b,label\n${'0.5,1.25,1\n'.repeat(rows)}`);
    expect(complaint(() => readDataset(csv))).toMatch(
      /expected at most 100000 points, found more\nTake a sample/,
    );
    const x = `[${'[0.5,1.25],'.repeat(rows - 1)}[1,1]]`;
    const file = fileWith('million.json', json(x, `[${'1,'.repeat(rows - 1)}1]`));
    expect(complaint(() => readDataset(file))).toMatch(
      /expected at most 100000 points, found more\nTake a sample/,
    );
    const wide = json(`[[${'0,'.repeat(2_000_000)}0]]`, '[1]');
    expect(complaint(() => parseDataset(wide, 'd', 'json'))).toMatch(
      /at most 2000000 numbers, found 1 points of/,
    );
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});
