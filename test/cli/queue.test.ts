import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchOf, misfit } from '../../cli/queue/batch.ts';
import { emptyFolder, expectRefusal, farkas, json, MAIN } from './farkas.ts';

interface Run {
  readonly claims: readonly { readonly seconds: number; readonly cases: number }[];
}

/** Debian's redis-server, if it is installed; these tests are skipped, visibly, where it is not. */
const hasRedis = (() => {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

const children = new Set<ChildProcess>();

function start(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: emptyFolder() });
  children.add(child);
  return child;
}

/** Until the child has printed this. */
async function said(child: ChildProcess, text: string): Promise<void> {
  let seen = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk) => {
      seen += chunk;
    });
  while (!seen.includes(text)) {
    if (child.exitCode !== null) throw new Error(`it ended: ${seen}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function redis(port: number): Promise<ChildProcess> {
  const server = start('redis-server', ['--port', String(port), '--save', '', '--appendonly', 'no']);
  await said(server, 'Ready to accept connections');
  return server;
}

async function worker(url: string): Promise<ChildProcess> {
  const child = start(process.execPath, [MAIN, 'worker', '--queue', url, '--jobs', '1']);
  await said(child, 'waiting for cases');
  return child;
}

const arguments_ = ['verify', 'F5', 'L1', '--seed', '3', '--format', 'json'];

/** What was decided, without the announcement of the seed and the times. */
async function decided(outcome: ReturnType<typeof farkas>): Promise<unknown> {
  const { code, stdout, stderr } = await outcome;
  const { claims, ...run } = json<Run>({ code, stdout, stderr: stderr.replace(/^seed .*\n/, '') });
  return { ...run, claims: claims.map(({ seconds, ...claim }) => claim) };
}

describe.skipIf(!hasRedis)('a queue in Redis (skipped where redis-server is not installed)', () => {
  let url: string;
  let port: number;
  let server: ChildProcess;
  beforeAll(async () => {
    port = await freePort();
    url = `redis://127.0.0.1:${port}`;
    server = await redis(port);
  });
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  it('decides as threads do, and so do two workers of which one is killed, and Redis restarted', async () => {
    const args = [...arguments_, '--runs', '60'];
    const threads = decided(farkas([...args, '--jobs', '1']));
    const first = await worker(url);
    const queued = decided(farkas([...args, '--queue', url]));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await worker(url);
    first.kill('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    server.kill('SIGKILL');
    await once(server, 'exit');
    server = await redis(port);
    expect(await queued).toEqual(await threads);
  });

  it('can be interrupted while no worker has begun, and takes its cases back', {
    timeout: 30_000,
  }, async () => {
    const own = await freePort();
    await redis(own);
    const driver = start(process.execPath, [MAIN, 'verify', 'L1', '--queue', `redis://127.0.0.1:${own}`]);
    let said = '';
    driver.stdout!.on('data', (chunk) => {
      said += chunk;
    });
    const waiting = () =>
      execFileSync('redis-cli', ['-p', String(own), 'llen', 'bull:farkas-cases:wait'], { encoding: 'utf8' });
    while (waiting().trim() === '0') await new Promise((resolve) => setTimeout(resolve, 100));
    driver.kill('SIGINT');
    await once(driver, 'close');
    expect(said).toMatch(/interrupted after 0 of \d+ cases/);
    expect(waiting().trim()).toBe('0');
  });

  it('refuses what workers elsewhere do not have', async () => {
    expectRefusal(await farkas(['verify', 'F5', '--data', 'iris', '--queue', url]), '--queue', 'iris');
  });
});

describe('a queue that is not there', () => {
  it('is a bad input', async () => {
    expectRefusal(await farkas(['verify', 'F5', '--queue', 'redis://127.0.0.1:1']), 'ECONNREFUSED');
    expectRefusal(await farkas(['worker', '--queue', 'rabbit://here']), 'no such URL');
  });
});

describe('a worker', () => {
  it('refuses batches of another version or another catalogue', () => {
    const batch = batchOf([]);
    expect(misfit(batch)).toBeUndefined();
    expect(misfit({ ...batch, versions: { ...batch.versions, farkas: '0.0.1' } })).toMatch(
      /driver has versions.*0\.0\.1/,
    );
    expect(misfit({ ...batch, catalogue: 'other' })).toMatch(/claims say something else/);
  });
});
