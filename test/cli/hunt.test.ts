import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { huntSchema } from '../../src/reporting/schemas/hunt.ts';
import { replaySchema } from '../../src/reporting/schemas/run.ts';
import { emptyFolder, expectRefusal, farkas, fileWith, json, readJson } from './farkas.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/own-claim/mean-separates.ts', import.meta.url));

interface Data {
  readonly x: readonly (readonly string[])[];
  readonly y: readonly number[];
}

interface Hunt {
  readonly seed: number;
  readonly decided: number;
  readonly counterexample: {
    readonly instance: unknown;
    readonly decision: { readonly evidence: string };
  } | null;
  readonly file: string | null;
}

function hunt(folder: string, claim: string, ...more: string[]) {
  const args = ['hunt', claim, '--jobs', '1', '--results', 'results', '--format', 'json', ...more];
  return farkas(args, folder);
}

/** Standard output as a hunt, in the published format; its seed goes to stderr. */
function found(outcome: Awaited<ReturnType<typeof farkas>>, exitCode: number): Hunt {
  const report = json<Hunt>({ ...outcome, stderr: outcome.stderr.replace(/^seed .*\n/, '') }, exitCode);
  expect(huntSchema.safeParse(report).error?.issues).toBeUndefined();
  return report;
}

describe('hunt', () => {
  it('breaks L1 on data that is not symmetric: one point suffices, and replay decides it alone', async () => {
    const folder = emptyFolder();
    const { counterexample, file } = found(await hunt(folder, 'L1', '--without', 'symmetric'), 1);
    expect(counterexample!.decision.evidence).toBe('proved');
    expect((counterexample!.instance as { data: Data }).data.x.length).toBe(1);
    const stored = readJson<{ without: string; instance: unknown }>(join(folder, file!));
    expect(stored).toMatchObject({ without: 'symmetric', instance: counterexample!.instance });
    const replayed = json(await farkas(['replay', file!, '--format', 'json'], folder), 1);
    expect(replaySchema.safeParse(replayed).error?.issues).toBeUndefined();
    expect(replayed).toMatchObject({ claim: 'L1', without: 'symmetric', asStored: true });
  });

  it("hunts a user's own claim: two points of opposite pull, in small integers", async () => {
    const folder = emptyFolder();
    const { counterexample, file } = found(await hunt(folder, EXAMPLE, '--without', 'acute'), 1);
    const { x } = counterexample!.instance as Data;
    expect(x.length).toBe(2);
    for (const value of x.flat()) expect(value).toMatch(/^-?\d{1,2}(\/\d{1,2})?$/);
    const replayed = await farkas(['replay', file!, '--claims', EXAMPLE], folder);
    expect({ code: replayed.code, stdout: replayed.stdout }).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('mean-separates, without acute: refutes (proved)') as string,
    });
  });

  it('finds nothing against a theorem as stated, keeps where it stands, and goes on', async () => {
    const folder = emptyFolder();
    const first = found(await hunt(folder, EXAMPLE, '--budget', '1s'), 0);
    expect(first.counterexample).toBeNull();
    expect(first.decided).toBeGreaterThan(0);
    const second = found(await hunt(folder, EXAMPLE, '--budget', '1s', '--resume'), 0);
    expect(second.seed).toBe(first.seed);
    expect(second.decided).toBeGreaterThan(first.decided);
  });

  it('stores nothing where nothing was found', async () => {
    const folder = emptyFolder();
    found(await hunt(folder, 'L1', '--budget', '1s'), 0);
    expect(existsSync(join(folder, 'results', 'cases'))).toBe(false);
    expect(readdirSync(join(folder, 'results', 'hunts'))).toEqual(['L1.json']);
  });

  it('refuses what it cannot hunt', async () => {
    expectRefusal(await hunt(emptyFolder(), 'L1', '--without', 'luck'), '--without', 'symmetric', '"luck"');
    expectRefusal(await hunt(emptyFolder(), 'lyu2021'), 'one claim', 'L1');
    expectRefusal(await hunt(emptyFolder(), 'L1', '--resume'), 'hunts', 'an interrupted hunt');
    expectRefusal(await hunt(emptyFolder(), 'L1', '--budget', 'long'), '--budget', '90s');
  });

  it('refuses a hunt that was damaged by hand', async () => {
    const folder = emptyFolder();
    const hunts = join(folder, 'results', 'hunts');
    mkdirSync(hunts, { recursive: true });
    writeFileSync(join(hunts, 'L1.json'), '{"format": "farkas/hunt-state@1", "seed": "seven"}');
    expectRefusal(await hunt(folder, 'L1', '--resume'), 'L1.json', 'seed');
  });
});

describe("a user's file of claims", () => {
  it('is verified like the catalogue', async () => {
    const { code, stdout } = await farkas(['verify', EXAMPLE, '--runs', '8', '--jobs', '1']);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/mean-separates.*✓ holds +proved/) as string,
    });
  });

  it('is refused when a claim lacks a part, with the place', async () => {
    const file = fileWith('half.mjs', 'export const half = { id: "half", decide() {} };');
    expectRefusal(await farkas(['verify', file]), 'half.mjs', 'claim half', 'title');
  });

  it.each([
    ['does not load', 'export const = 1;', 'a module that loads'],
    ['imports what is missing', 'import "no-such-module";', 'no-such-module'],
    ['exports no claim', 'export const x = 1;', 'an exported claim'],
  ])('is refused when it %s', async (_, text, message) => {
    expectRefusal(await farkas(['verify', fileWith('wrong.mjs', text)]), 'wrong.mjs', message);
  });
});
