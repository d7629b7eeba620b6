import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { emptyFolder, farkas, json, MAIN, type Outcome } from './farkas.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Claims about one number: one is sound, the code of the others goes wrong; their controls do not. */
const MISBEHAVING = `
import fc from 'fast-check';
import { z } from 'zod';

const claim = (id, decide) => ({
  id,
  title: id,
  source: { paper: 'own', citation: 'none' },
  statement: 'numbers are small',
  hypotheses: [{ id: 'whole', statement: 'n is whole', holds: ({ n }) => Number.isInteger(n) }],
  cases: fc.record({ n: fc.integer({ min: 0, max: 9 }) }),
  caseSchema: z.strictObject({ n: z.number() }),
  prediction: 10,
  decide: (instance, most) => most === 10 ? decide(instance) : judge(instance, most),
  controls: [{ id: 'negative', statement: 'numbers are negative', variant: 0 }],
});
const judge = ({ n }, most) => n < most
  ? { outcome: 'supports', evidence: 'proved', figures: {} }
  : { outcome: 'refutes', evidence: 'proved', why: n + ' is not below ' + most, figures: {} };

export const sound = claim('sound', (instance) => judge(instance, 10));
export const throws = claim('throws', ({ n }) => { throw new Error('no idea about ' + n); });
export const loops = claim('loops', () => { for (;;); });
export const waits = claim('waits', () => new Promise(() => {}));
export const lacks = claim('lacks', () => import('no-such-module'));
`;

/** The claims in a folder of their own, beside the libraries that they import. */
function misbehaving(): { folder: string; file: string } {
  const folder = emptyFolder();
  for (const library of ['fast-check', 'pure-rand', 'zod'])
    cpSync(join(ROOT, 'node_modules', library), join(folder, 'node_modules', library), { recursive: true });
  writeFileSync(join(folder, 'claims.mjs'), MISBEHAVING);
  return { folder, file: './claims.mjs' };
}

interface Run {
  readonly claims: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly cases: number;
    readonly undecidedCases: readonly {
      readonly seed: number;
      readonly why: string;
      readonly file: string;
    }[];
  }[];
}

const FAILURES: readonly (readonly [claim: string, why: RegExp])[] = [
  ['throws', /^the claim's code failed: no idea about \d$/],
  ['loops', /^the case took more than 1 s$/],
  ['waits', /^the case took more than 1 s$/],
  ['lacks', /^the claim's code failed: .*no-such-module/],
];

describe("claims of a user's own that go wrong", () => {
  const { folder, file } = misbehaving();
  const verified = farkas(
    ['verify', file, '--runs', '2', '--jobs', '2', '--case-timeout', '1s', '--format', 'json'],
    folder,
  );

  it('stop nothing else: the others are decided', { timeout: 120_000 }, async () => {
    const { claims } = json<Run>(await verified, 2);
    expect(claims.map(({ id }) => id).sort()).toEqual(['lacks', 'loops', 'sound', 'throws', 'waits']);
    for (const { cases } of claims) expect(cases).toBe(2);
    const sound = claims.find(({ id }) => id === 'sound');
    expect(sound).toMatchObject({ verdict: 'holds', undecidedCases: [] });
  });

  it.each(FAILURES)(
    '%s: inconclusive, with the reason and the case',
    { timeout: 120_000 },
    async (id, why) => {
      const { claims } = json<Run>(await verified, 2);
      const { verdict, undecidedCases } = claims.find((claim) => claim.id === id)!;
      expect(verdict).toBe('inconclusive');
      expect(undecidedCases).toHaveLength(2);
      for (const undecided of undecidedCases) {
        expect(undecided.why).toMatch(why);
        expect(existsSync(join(folder, undecided.file))).toBe(true);
      }
    },
  );

  it('cost no other case that shares a batch with theirs', { timeout: 120_000 }, async () => {
    const own = emptyFolder();
    cpSync(folder, own, { recursive: true });
    const some = `
      export const some = { ...sound, id: 'some', cases: fc.record({ n: fc.nat(29) }), prediction: 30,
        decide: ({ n }, most) => {
          if (most === 30 && n === 13) process.exit(1);
          if (most === 30 && n === 17) for (;;);
          return sound.decide({ n }, most);
        } };`;
    const imports = "import fc from 'fast-check';\nimport { sound } from './claims.mjs';\n";
    writeFileSync(join(own, 'some.mjs'), imports + some);
    const args = ['--runs', '120', '--jobs', '1', '--case-timeout', '1s', '--format', 'json'];
    const run = await farkas(['verify', './some.mjs', ...args], own);
    const { undecidedCases, cases } = JSON.parse(run.stdout).claims[0] as Run['claims'][number];
    expect(cases).toBe(120);
    for (const { file, why } of undecidedCases) {
      const { n } = JSON.parse(readFileSync(join(own, file), 'utf8')).instance as { n: number };
      expect([13, 17]).toContain(n);
      expect(why).toMatch(
        n === 13 ? /^the claim's code failed: worker exited/ : /^the case took more than 1 s$/,
      );
    }
    // Of 120 draws of 30 numbers, none of these two is one in 4,000 runs.
    expect(undecidedCases.length).toBeGreaterThan(0);
  });

  it('are hunted to the end of the budget, and the report says what went wrong', {
    timeout: 60_000,
  }, async () => {
    const one = emptyFolder();
    cpSync(folder, one, { recursive: true });
    writeFileSync(join(one, 'one.mjs'), "export { waits } from './claims.mjs';\n");
    const outcome = await farkas(
      ['hunt', './one.mjs', '--budget', '2s', '--case-timeout', '1s', '--jobs', '1'],
      one,
    );
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toMatch(/no counterexample in \d+ cases \([1-9]\d* undecided\)/);
    expect(outcome.stdout).toMatch(/undecided first: the case of seed -?\d+: the case took more than 1 s/);
  });
});

/** A results folder with a refuted case in it. */
async function withCounterexample(): Promise<{ folder: string; cases: string; stored: string }> {
  const folder = emptyFolder();
  const hunt = await farkas(['hunt', 'L1', '--without', 'symmetric', '--format', 'json'], folder);
  expect(hunt.code).toBe(1);
  const cases = join(folder, 'farkas-results', 'cases');
  return { folder, cases, stored: readdirSync(cases)[0]! };
}

const verify = (folder: string): Promise<Outcome> =>
  farkas(['verify', 'L1', '--runs', '2', '--jobs', '1'], folder);

describe('the corpus', () => {
  it('names a damaged file, skips it, checks the rest, and ends with exit code 3', {
    timeout: 60_000,
  }, async () => {
    const { folder, cases } = await withCounterexample();
    writeFileSync(join(cases, 'L1-broken.json'), '{"format": "farkas/case@1", "claim": "L1", "seed"');
    const { code, stdout, stderr } = await verify(folder);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^skipped: \S*L1-broken\.json/m);
    expect(stdout).toMatch(/^L1 .*✓ holds/m);
  });

  it('is whole after an interrupt in the middle of a hunt', { timeout: 60_000 }, async () => {
    const folder = emptyFolder();
    mkdirSync(folder, { recursive: true });
    const args = [MAIN, 'hunt', 'L2', '--without', 'two-signed', '--jobs', '1', '--quiet'];
    const child = spawn(process.execPath, args, { cwd: folder });
    child.stderr.once('data', () => setTimeout(() => child.kill('SIGINT'), 4000));
    const code = await new Promise((resolve) => child.on('close', resolve));
    // Either it was still looking, or it had found something and was making it simpler.
    expect([1, 130]).toContain(code);
    const results = join(folder, 'farkas-results');
    const left = readdirSync(results, { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => name.includes('partial'))).toEqual([]);
    const checked = await verify(folder);
    expect({ code: checked.code, stderr: checked.stderr }).toMatchObject({ code: 0 });
    expect(checked.stderr).not.toContain('skipped');
  });
});
