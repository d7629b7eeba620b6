import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { emptyFolder, farkas, json, MAIN, type Outcome } from './farkas.ts';

const RUNS = 700;

/** farkas where no file can grow beyond so many kibibytes: writes fail in the middle of a run, as on a full disk. */
function onFullDisk(kibibytes: number, args: readonly string[], cwd: string): Promise<Outcome> {
  const script = `ulimit -f ${kibibytes}; exec "$0" "$@"`;
  return new Promise((resolve) => {
    execFile('bash', ['-c', script, process.execPath, MAIN, ...args], { cwd }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

describe('a disk that is full', () => {
  it('ends the run with the name of the file; what was recorded stays, and --resume goes on', async () => {
    const folder = emptyFolder();
    const full = await onFullDisk(120, ['verify', 'L1', '--runs', String(RUNS), '--seed', '3'], folder);
    expect(full.code).toBe(3);
    expect(full.stderr).toMatch(/results\.sqlite: expected room to record what is decided/);
    const { results } = json<{ results: unknown[] }>(
      await farkas(['results', 'L1', '--limit', '100000', '--format', 'json'], folder),
    );
    expect(results.length).toBeGreaterThan(0);
    expect(results.length).toBeLessThan(RUNS);
    const resumed = await farkas(['verify', '--resume'], folder);
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toMatch(new RegExp(`holds\\s+proved\\s+${RUNS}\\s+0`));
  });
});
