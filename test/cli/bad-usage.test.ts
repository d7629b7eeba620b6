import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeFailure } from '../../cli/failure.ts';
import { BadInput } from '../../src/data/bad-input.ts';
import { csv, emptyFolder, expectRefusal, farkas, fileWith } from './farkas.ts';

const DATA = fileWith('d.csv', csv([1, 2, 1], [-1, 0, -1]));
const network = (alpha: unknown, a: unknown, w: unknown) =>
  fileWith(
    'net.json',
    JSON.stringify({ format: 'farkas/network@1', architecture: 'two-layer', alpha, a, w }),
  );
const NET = network(
  0.1,
  [1, '-1/3'],
  [
    [1, 2],
    [0, 1],
  ],
);
const NOWHERE = join(emptyFolder(), 'missing', 'out.json');
const train = (...args: string[]) => ['train', DATA, '--seed', '1', ...args];

/** Command lines that ask for something impossible, and what the complaint must name. */
const BAD: [what: string, args: string[], ...mentions: (string | RegExp)[]][] = [
  ['an unknown command', ['sovle', DATA], "unknown command 'sovle'", 'solve'],
  ['an unknown option', ['verify', '--rnus', '3'], "unknown option '--rnus'", '--runs'],
  ['a missing argument', ['solve'], "missing required argument 'data'"],
  ['too many arguments', ['replay', 'a', 'b'], 'too many arguments'],
  ['an unknown claim', ['verify', 'L9'], '"L9"', 'one of F1', 'lyu2021'],
  ['an unknown claim of the catalogue', ['claims', 'L9'], '"L9"'],
  ['a negative count', ['verify', 'F5', '--runs', '-3'], '--runs', "'-3'", 'whole number'],
  ['a count of 0', ['verify', 'F5', '--runs', '0'], '--runs', "'0'"],
  ['a broken count', ['verify', 'F5', '--jobs', '1.5'], '--jobs', "'1.5'"],
  ['a count beyond all bounds', ['verify', 'F5', '--runs', '1e999'], '--runs'],
  ['a negative seed', ['verify', 'F5', '--seed', '-1'], '--seed', "'-1'"],
  ['an unknown profile', ['verify', '--profile', 'slow'], 'quick, full, soak'],
  ['an unknown format', ['claims', '--format', 'xml'], 'text, json'],
  ['a place for JUnit that is none', ['verify', 'F5', '--junit', NOWHERE], NOWHERE, 'no such folder'],
  [
    'a file as folder for results',
    ['verify', 'F5', '--results', DATA],
    DATA,
    'a file where a folder should be',
  ],
  ['minutes for a run that ends by itself', ['verify', 'F5', '--minutes', '1'], '--minutes', 'soak'],
  ['nothing to resume', ['verify', '--resume'], 'results.sqlite', 'an interrupted run', 'none'],
  ['an unknown problem', ['solve', DATA, '--problem', 'l3'], 'l2, l1, linf, two-layer'],
  ['an unknown solver', ['solve', DATA, '--problem', 'l1', '--solver', 'cplex'], 'highs, glpk'],
  ['a two-layer problem without slope', ['solve', DATA, '--problem', 'two-layer'], '--alpha', '0.1'],
  ['a slope above 1', ['solve', DATA, '--problem', 'two-layer', '--alpha', '2'], '--alpha', 'from 0 to 1'],
  ['a slope of 1/0', ['solve', DATA, '--problem', 'two-layer', '--alpha', '1/0'], '--alpha', '1/0'],
  ['a slope for a linear problem', ['solve', DATA, '--alpha', '0.1'], '--alpha', '--problem two-layer'],
  ['the face of a unique optimum', ['solve', DATA, '--face'], '--face', '--problem l1 or linf'],
  [
    'a gap below rounding',
    ['solve', DATA, '--problem', 'two-layer', '--alpha', '0', '--gap', '1e-20'],
    '--gap',
    'from 1e-10',
  ],
  [
    'a budget without length',
    ['solve', DATA, '--problem', 'two-layer', '--alpha', '0', '--budget', 'soon'],
    '--budget',
    '90s',
  ],
  ['a certificate without place', ['solve', DATA, '--certificate', NOWHERE], NOWHERE, 'no such folder'],
  ['no model', ['train', DATA], '--model'],
  ['an unknown model', train('--model', 'resnet'), '"resnet"', 'deep-linear:WIDTHxDEPTH'],
  ['a model of width 0', train('--model', 'two-layer:0:0.1'), 'two-layer:0:0.1', 'a width'],
  ['a model without its slope', train('--model', 'two-layer:4'), 'two-layer:WIDTH:ALPHA', '"two-layer:4"'],
  ['a patch that does not fit', train('--model', 'convolution:3'), '3 divides, found 2'],
  ['a model beyond memory', train('--model', 'two-layer:999999999:0'), 'at most 1000000 parameters'],
  ['a target that is no number', train('--model', 'linear', '--until', 'deep'), '--until', "'deep'"],
  ['a start of scale 0', train('--model', 'linear', '--start', '0'), '--start', 'above 0'],
  ['an infinite start', train('--model', 'linear', '--start', 'Infinity'), '--start', 'finite'],
  ['a start that is no file', train('--model', 'two-layer:2:0.1', '--start', NOWHERE), 'no such file'],
  ['a start for another model', train('--model', 'linear', '--start', NET), NET, '--model two-layer:2:0.1'],
  [
    'a start of the wrong length',
    train('--model', 'two-layer:3:0.1', '--start', NET),
    'two-layer:3:0.1',
    '--model two-layer:2:0.1',
  ],
  [
    'a start of the wrong dimension',
    train('--model', 'two-layer:1:0.1', '--start', network(0.1, [1], [[1, 2, 3]])),
    'on 2 dimensions',
    'on 3',
  ],
  ['a step of 0', train('--model', 'linear', '--descent', '0'), '--descent', 'above 0'],
  ['19 digits', train('--model', 'linear', '--precision', '19'), '--precision', '20 to 1000'],
  ['a tolerance of 1', train('--model', 'linear', '--tolerance', '1'), '--tolerance'],
  ['a plot without place', train('--model', 'linear', '--plot', NOWHERE), NOWHERE, 'no such folder'],
  ['an audit of nothing', ['audit', DATA], '--network'],
  ['a network of slope 2', ['audit', DATA, '--network', network(2, [1], [[1, 1]])], 'alpha', 'from 0 to 1'],
  ['a network of fewer rows', ['audit', DATA, '--network', network(0, [1, 2], [[1, 1]])], ': w:', '2 rows'],
  ['a network of zeros', ['audit', DATA, '--network', network(0, [0], [[0, 0]])], 'not 0'],
  [
    'a network with a weight 1/0',
    ['audit', DATA, '--network', network(0, [1], [[1, '1/0']])],
    /w\[0\]\[1\]/,
    '1/0',
  ],
  [
    'a network of another dimension',
    ['audit', DATA, '--network', network(0, [1], [[1]])],
    /w\[0\]/,
    '2 numbers',
  ],
  ['data for a network', ['audit', DATA, '--network', DATA], DATA, 'JSON'],
  ['a certificate that is missing', ['check', NOWHERE], NOWHERE, 'no such file'],
  ['a folder for a certificate', ['check', emptyFolder()], 'a folder'],
  ['a case that is missing', ['replay', NOWHERE], NOWHERE, 'no such file'],
  ['data for a case', ['replay', fileWith('d.json', '{"format": "farkas/dataset@1"}')], 'farkas/case@1'],
];

describe.concurrent('bad usage', () => {
  it.each(BAD)('%s', async (_what, args, ...mentions) => {
    expectRefusal(await farkas(args), ...mentions);
  });

  it('of train names the target above the start, and prints where it stands', async () => {
    const { code, stdout } = await farkas(train('--model', 'linear', '--until', '5'));
    expect(code).toBe(3);
    expect(stdout).toMatch(/Nothing was done: log10 loss is \S+ at the start, already below the target 5/);
  });
});

describe.concurrent('help', () => {
  it('without a command lists the commands and exit codes, and is bad usage', async () => {
    const { code, stderr } = await farkas([]);
    expect(code).toBe(3);
    for (const word of ['verify', 'claims', 'solve', 'train', 'audit', 'check', 'replay', 'Exit codes'])
      expect(stderr).toContain(word);
  });

  it.each(['verify', 'claims', 'solve', 'train', 'audit', 'check', 'replay'])(
    'of %s has its options and an example',
    async (command) => {
      const { code, stdout } = await farkas([command, '--help']);
      expect(code).toBe(0);
      for (const word of ['--format', '--seed', '--quiet']) expect(stdout).toContain(word);
      expect(stdout).toMatch(new RegExp(`\\nExamples?:\\n(.*\\n)*?  farkas ${command}`));
    },
  );

  it('--version prints the version of the package', async () => {
    const { code, stdout } = await farkas(['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('describeFailure', () => {
  it('calls only defects internal errors, with exit code 4 and without a trace', () => {
    const failure = describeFailure(new TypeError('x is undefined'));
    expect(failure.exitCode).toBe(4);
    expect(failure.message).toMatch(/^internal error: x is undefined\nThis is a defect of farkas/);
    expect(failure.message.split('\n')).toHaveLength(2);
    const bad = new BadInput({ file: 'd.csv', path: 'line 2', expected: 'a number', found: '"a"' });
    expect(describeFailure(bad)).toEqual({ message: bad.message, exitCode: 3 });
  });
});
