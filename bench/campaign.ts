import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { textTable } from '../src/reporting/text-table.ts';

/**
 * Throughput of a campaign with one and two worker threads, with one and two worker processes behind a Redis queue, and of bare loops
 * over the same cases in one and two processes.
 * Usage: campaign.js [CLAIM] [RUNS], where CLAIM may be bench/dist/bench/five-milliseconds.js; needs the built command line, and redis-server
 * for the queue's rows.
 */
const [named = 'V7', runs = '400'] = process.argv.slice(2);
const isFile = named.endsWith('.js');
const claim = isFile ? resolve(named) : named;
const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
const PORT = 6391;
const folder = mkdtempSync(join(tmpdir(), 'farkas-campaign-'));
const node = (...args: string[]) =>
  execFileSync(process.execPath, [MAIN, ...args], { cwd: folder, encoding: 'utf8' });

interface Row {
  readonly how: string;
  readonly workers: number;
  /** Wall seconds of the cases, start-up left out. */
  readonly seconds: number;
  /** Seconds that the cases themselves took, summed over workers; of bare loops all of their time. */
  readonly own: number;
}

function measure(how: string, workers: number, ...args: string[]): Row {
  const results = join(folder, `${how}-${workers}`);
  const run = (count: string) => {
    const started = performance.now();
    node('verify', claim, '--seed', '1', '--runs', count, '--results', results, '--quiet', ...args);
    return (performance.now() - started) / 1000;
  };
  run('1');
  const startUp = run('1');
  const seconds = run(runs) - startUp;
  const listed = node(
    ...['results', '--run', '3', '--limit', '1000000', '--format', 'json', '--results', results],
  );
  const cases = (JSON.parse(listed) as { results: { seconds: number }[] }).results;
  return { how, workers, seconds, own: cases.reduce((sum, { seconds: each }) => sum + each, 0) };
}

/** The same cases, without the controls, in loops of their own. */
async function bare(processes: number): Promise<Row> {
  const script = fileURLToPath(new URL('bare-cases.js', import.meta.url));
  const own = await Promise.all(
    Array.from({ length: processes }, async (_, part) => {
      const args = [script, claim, runs, String(part), String(processes)];
      return Number((await promisify(execFile)(process.execPath, args)).stdout);
    }),
  );
  return {
    how: 'bare loop',
    workers: processes,
    seconds: Math.max(...own),
    own: own.reduce((a, b) => a + b),
  };
}

const rows = [await bare(1), await bare(2)];
rows.push(measure('threads', 1, '--jobs', '1'), measure('threads', 2, '--jobs', '2'));
// Workers behind a queue know the catalogue only.
const redis = isFile
  ? undefined
  : spawn('redis-server', ['--port', String(PORT), '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
const hasRedis =
  redis !== undefined &&
  (await new Promise<boolean>((settle) => {
    redis.once('error', () => settle(false));
    setTimeout(() => settle(true), 1500);
  }));
const url = `redis://127.0.0.1:${PORT}`;
const workers = [];
if (hasRedis)
  for (const count of [1, 2]) {
    workers.push(
      spawn(process.execPath, [MAIN, 'worker', '--queue', url, '--jobs', '1'], {
        cwd: folder,
        stdio: 'ignore',
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 3000));
    rows.push(measure('queue', count, '--queue', url));
  }
for (const worker of workers) worker.kill('SIGTERM');
redis?.kill('SIGTERM');
rmSync(folder, { recursive: true, force: true });

const alone = (how: string) => rows.find((row) => row.how === how)!.seconds;
console.log(`${basename(claim)}, ${runs} cases and its controls\n`);
console.log(
  textTable(
    ['how', 'workers', 'seconds', "cases' own", 'overhead', 'times as fast as one'],
    rows.map(({ how, workers: count, seconds, own }) => [
      how,
      count,
      seconds.toFixed(1),
      own.toFixed(1),
      `${(100 * ((seconds * count) / own - 1)).toFixed(1)} %`,
      (alone(how) / seconds).toFixed(2),
    ]),
  ),
);
