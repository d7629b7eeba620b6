import { execFile, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../cli/exit-codes.ts';
import type { ClaimReport, Verdict } from '../../src/claims/verdict.ts';
import { claimsSchema, runSchema } from '../../src/reporting/schemas/run.ts';
import { ResultStore } from '../../src/results/result-store.ts';
import {
  emptyFolder,
  expectRefusal,
  farkas,
  fileWith,
  inFormat,
  json,
  MAIN,
  type Outcome,
  readJson,
  XOR,
} from './farkas.ts';

interface Run {
  readonly seed: number;
  readonly claims: readonly {
    readonly id: string;
    readonly verdict: Verdict;
    readonly cases: number;
    readonly controls: readonly { readonly id: string; readonly refuted: boolean }[];
    readonly counterexampleFile?: string;
    readonly seconds: number;
  }[];
  readonly interrupted: boolean;
}

interface StoredCase {
  readonly claim: string;
  readonly control: string;
  readonly decision: { readonly outcome: string };
  readonly instance: { [field: string]: unknown };
}

/** Two claims that decide their cases in milliseconds: one measures, one proves. */
const CLAIMS = ['F5', 'L1'];

function verify(folder: string, ...more: string[]): Promise<Outcome> {
  return farkas(
    ['verify', ...CLAIMS, '--runs', '4', '--results', 'results', '--format', 'json', ...more],
    folder,
  );
}

const folder = emptyFolder();
/** One run that most tests look at, on one thread, with a drawn seed. */
const shared = verify(folder, '--jobs', '1', '--junit', 'verdicts.xml');

/** What a run decided, without the times it took. */
function decided({ claims, ...run }: Run): unknown {
  return { ...run, claims: claims.map(({ seconds, ...claim }) => claim) };
}

describe('verify', () => {
  it('decides what it was asked in the published format', async () => {
    const run = json<Run>(await shared);
    expect(runSchema.safeParse(run).error?.issues).toBeUndefined();
    expect(run.interrupted).toBe(false);
    expect(run.claims.map(({ id, verdict, cases }) => ({ id, verdict, cases }))).toEqual(
      CLAIMS.map((id) => ({ id, verdict: 'holds', cases: 4 })),
    );
    for (const { controls } of run.claims) {
      expect(controls.length).toBeGreaterThan(0);
      for (const { refuted } of controls) expect(refuted).toBe(true);
    }
  });

  it('announces its seed, with which two threads decide the same', async () => {
    const run = json<Run>(await shared);
    expect((await shared).stderr).toBe(`seed ${run.seed} (repeat with --seed ${run.seed})\n`);
    const again = json<Run>(
      await verify(emptyFolder(), '--jobs', '2', '--seed', String(run.seed), '--quiet'),
    );
    expect(decided(again)).toEqual(decided(run));
  });

  it('writes JUnit XML with one test case a claim', async () => {
    await shared;
    const xml = readFileSync(join(folder, 'verdicts.xml'), 'utf8');
    expect(xml).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites tests="2" failures="0" errors="0"/,
    );
    expect(
      xml.match(/<testcase classname="farkas\.\w+" name="(F5|L1) [^"]+" time="\d+\.\d+"><\/testcase>/g),
    ).toHaveLength(2);
  });

  it('asks claims of given data', async () => {
    const { code, stdout } = await farkas(['verify', 'F5', '--data', 'iris', '--runs', '1', '--jobs', '1']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^F5 .*✓ holds/m);
  });

  it('is undecided, and says why, when no claim speaks of the data', async () => {
    const data = fileWith('xor.csv', XOR);
    const { code, stdout } = await farkas(['verify', 'F5', '--data', data, '--runs', '1', '--jobs', '1']);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^F5: not asked of this data: separable: \w/m);
  });

  it('interrupted, reports what was decided until then, with exit code 130', async () => {
    const args = [MAIN, 'verify', 'F5', '--runs', '1000000', '--jobs', '1', '--format', 'json'];
    const folder = emptyFolder();
    const child = spawn(process.execPath, args, { cwd: folder });
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    const closed = new Promise((resolve) => child.on('close', resolve));
    // The handler is there before the seed is announced. Two cases are under way at once: with three kept, the first is.
    await new Promise((resolve) => child.stderr.once('data', resolve));
    const store = new ResultStore(join(folder, 'farkas-results', 'results.sqlite'));
    while ([...store.results({ order: 'recorded', limit: 3 })].length < 3) await setTimeout(100);
    store.close();
    child.kill('SIGINT');
    const code = await closed;
    expect(code).toBe(130);
    const run = JSON.parse(stdout) as Run;
    expect(run.interrupted).toBe(true);
    expect(run.claims[0]).toMatchObject({ id: 'F5', verdict: 'inconclusive' });
    expect(run.claims[0]!.cases).toBeGreaterThan(0);
  });
});

describe('exit codes of verdicts', () => {
  it.each<[Verdict[], number]>([
    [['holds', 'holds'], 0],
    [['holds', 'inconclusive'], 2],
    [['vacuous'], 2],
    [['inconclusive', 'refuted', 'holds'], 1],
    [[], 2],
  ])('%j: %i', (verdicts, code) => {
    expect(exitCodeOf(verdicts.map((verdict) => ({ verdict }) as ClaimReport))).toBe(code);
  });
});

describe('replay', () => {
  const stored = shared.then(() =>
    readdirSync(join(folder, 'results', 'cases')).map((name) => join(folder, 'results', 'cases', name)),
  );

  it('decides every stored case again, alone, as it was', async () => {
    const files = await stored;
    expect(files.length).toBeGreaterThanOrEqual(CLAIMS.length);
    const outcomes = await Promise.all(files.map((file) => farkas(['replay', file, '--format', 'json'])));
    for (const [index, outcome] of outcomes.entries()) {
      const { claim, control, decision } = readJson<StoredCase>(files[index]!);
      expect(decision.outcome).toBe('refutes');
      expect(json(outcome, 1)).toMatchObject({
        format: 'farkas/replay@1',
        claim,
        control,
        decision: { outcome: 'refutes' },
        asStored: true,
      });
    }
  });

  it('says so when a case does not decide as the file says', async () => {
    const [file] = await stored;
    const { decision, ...changed } = readJson<StoredCase>(file!);
    const supported = { ...changed, decision: { outcome: 'supports', evidence: 'proved', figures: {} } };
    const { code, stdout } = await farkas(['replay', fileWith('case.json', JSON.stringify(supported))]);
    expect(code).toBe(1);
    expect(stdout).toContain('NOT as stored in the file');
  });

  it.each<[string, (stored: StoredCase) => object, ...(string | RegExp)[]]>([
    ['an unknown claim', (stored) => ({ ...stored, claim: 'L9' }), 'L9'],
    ['an unknown control', (stored) => ({ ...stored, control: 'none' }), 'control', '"none"'],
    ['an unknown field', (stored) => ({ ...stored, note: 1 }), 'note', 'unknown field'],
    ['no instance', ({ instance, ...stored }) => stored, 'instance'],
    [
      'data that is none',
      (stored) => ({
        ...stored,
        instance: { ...stored.instance, data: { name: 'd', x: [['1/0']], y: [1] } },
      }),
      /instance: data\.x\[0\]\[0\]/,
    ],
  ])('refuses a case with %s', async (_what, change, ...mentions) => {
    const [file] = await stored;
    const changed = fileWith('case.json', JSON.stringify(change(readJson<StoredCase>(file!))));
    expectRefusal(await farkas(['replay', changed]), ...mentions);
  });
});

describe('claims', () => {
  it('lists every claim with its hypotheses and controls', async () => {
    const { claims } = inFormat<{ claims: { id: string; controls: unknown[] }[] }>(
      claimsSchema,
      await farkas(['claims', '--format', 'json']),
    );
    expect(claims.map(({ id }) => id)).toEqual(expect.arrayContaining(CLAIMS));
    for (const { controls } of claims) expect(controls.length).toBeGreaterThan(0);
  });

  it('finds claims by id and paper, in any case of letters', async () => {
    const { code, stdout } = await farkas(['claims', 'l1', 'FOUNDATIONS']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^L1 {2}/m);
    expect(stdout).toMatch(/^F5 {2}/m);
    expect(stdout).not.toMatch(/^L2 {2}/m);
  });
});

describe('a reader that closes the pipe', () => {
  it('ends farkas without complaint', async () => {
    const command = `"${process.execPath}" "${MAIN}" solve mnist --format json | head -c 1; exit "\${PIPESTATUS[0]}"`;
    const outcome = await new Promise((resolve) => {
      execFile('bash', ['-c', command], (error, stdout, stderr) =>
        resolve([error?.code ?? 0, stdout, stderr]),
      );
    });
    expect(outcome).toEqual([0, '{', '']);
  });
});
