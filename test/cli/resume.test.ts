import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ResultStore } from '../../src/results/result-store.ts';
import { emptyFolder, expectRefusal, farkas, json, MAIN } from './farkas.ts';

const CASES = 400;

interface Run {
  readonly claims: readonly { readonly cases: number; readonly seconds: number }[];
}

function decided({ claims, ...run }: Run): unknown {
  return { ...run, claims: claims.map(({ seconds, ...claim }) => claim) };
}

/** Cases in the results file, or 0 while there is none. */
function recorded(folder: string): number {
  const file = join(folder, 'farkas-results', 'results.sqlite');
  if (!existsSync(file)) return 0;
  const store = new ResultStore(file);
  const count = store.runs().reduce((sum, { id }) => sum + [...store.results({ run: id })].length, 0);
  store.close();
  return count;
}

describe('verify --resume', () => {
  it('after a kill that nothing can catch, ends with the table of an uninterrupted run', async () => {
    const folder = emptyFolder();
    const child = spawn(
      process.execPath,
      [MAIN, 'verify', 'F5', '--runs', String(CASES), '--seed', '11', '--jobs', '2'],
      { cwd: folder },
    );
    const ended = new Promise((resolve) => child.on('close', resolve));
    while (recorded(folder) < 20 && child.exitCode === null) await new Promise((r) => setTimeout(r, 50));
    child.kill('SIGKILL');
    await ended;
    const before = recorded(folder);
    expect(before).toBeGreaterThanOrEqual(20);
    expect(before).toBeLessThan(CASES);

    for (const other of [
      ['--runs', '5'],
      ['--seed', '12'],
      ['--profile', 'full'],
      ['--data', 'iris'],
      ['--minutes', '1'],
    ])
      expectRefusal(
        await farkas(['verify', '--resume', ...other], folder),
        other[0]!,
        other[0] === '--minutes'
          ? '--profile soak'
          : `farkas verify F5 --seed 11 --profile quick --runs ${CASES}`,
      );

    const format = ['--format', 'json', '--jobs', '2'];
    const resumed = json<Run>(
      await farkas(['verify', '--resume', '--runs', String(CASES), '--quiet', ...format], folder).then(
        silent,
      ),
    );
    const whole = json<Run>(
      await farkas(['verify', 'F5', '--runs', String(CASES), '--seed', '11', ...format]).then(silent),
    );
    expect(decided(resumed)).toEqual(decided(whole));
    expect(resumed.claims[0]!.cases).toBe(CASES);
  });
});

/** Without the announcement of the seed. */
function silent<Result extends { stderr: string }>(result: Result): Result {
  return { ...result, stderr: result.stderr.replace(/^(seed|going on with) .*\n/gm, '') };
}
