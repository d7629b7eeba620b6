import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** A planted fault: `npm run mutants` must see one of the tests fail with it. */
interface Fault {
  readonly id: string;
  readonly file: string;
  /** Text that occurs once in the file, and what takes its place. */
  readonly find: string;
  readonly replace: string;
  readonly breaks: string;
  readonly caughtBy: readonly string[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const lists = join(root, 'test/mutants/faults');
const faults = readdirSync(lists).flatMap(
  (name) => JSON.parse(readFileSync(join(lists, name), 'utf8')) as Fault[],
);

/** Runs the script of `npm run mutants`. */
function plantFaults(...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'scripts/plant-faults.mjs'), ...args],
      { cwd: root },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
}

describe('the list of planted faults', () => {
  it('has faults of different names, at least thirty', () => {
    expect(new Set(faults.map(({ id }) => id)).size).toBe(faults.length);
    expect(faults.length).toBeGreaterThanOrEqual(30);
  });

  it.each(faults.map((fault) => [fault.id, fault] as const))(
    '%s: its text occurs once, and its tests exist',
    (_, { file, find, replace, breaks, caughtBy }) => {
      expect(readFileSync(join(root, file), 'utf8').split(find)).toHaveLength(2);
      expect(replace).not.toBe(find);
      expect(breaks).not.toBe('');
      expect(caughtBy.length).toBeGreaterThan(0);
      for (const test of caughtBy) expect(existsSync(join(root, test)), test).toBe(true);
    },
  );
});

describe('planting faults', () => {
  it('finds that two small ones are caught', async () => {
    const { code, output } = await plantFaults('cubic-bracket-reversed', 'sliding-sum-for-mean');
    expect(output).toContain('2 of 2 faults are caught');
    expect(code).toBe(0);
  });

  it('says which fault survives, and which cannot be planted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'farkas-faults-'));
    try {
      const { find, ...rest } = faults.find(({ id }) => id === 'cubic-bracket-reversed')!;
      const harmless = { ...rest, id: 'harmless', find, replace: `${find} ` };
      const nowhere = { ...rest, id: 'nowhere', find: 'text that is nowhere', replace: '' };
      const list = join(folder, 'faults.json');
      writeFileSync(list, JSON.stringify([harmless, nowhere]));
      const survived = await plantFaults('--faults', list, 'harmless');
      expect(survived.output).toMatch(/survived .* harmless/);
      expect(survived.code).toBe(1);
      const wrong = await plantFaults('--faults', list, 'nowhere');
      expect(wrong.output).toMatch(/wrong .* nowhere.*found 0 times/);
      expect(wrong.code).toBe(2);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
