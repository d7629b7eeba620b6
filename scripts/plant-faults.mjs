/**
 * Plants the faults of test/mutants/faults one at a time in a copy of the tree, and runs the tests that are to catch each:
 * `npm run mutants`, or for some, `npm run mutants -- ID …`, or for a list of one's own, `-- --faults FILE`.
 * Exit code 1 if a fault survives, 2 if its text is not found exactly once or if the tests fail without it.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const NEEDED = [
  'src',
  'oracles',
  'properties',
  'cli',
  'test',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
];
/** A fault that keeps a test from ending is caught by whoever waits for it; for each file of tests we wait this long. */
const PATIENCE_SECONDS = 120;

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'farkas-mutants-'));

/** The tests that are running, in a process group of their own. */
let running;

function stopTests() {
  if (running) process.kill(-running.pid, 'SIGKILL');
}

for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    stopTests();
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  });

function readFaults(only) {
  const lists = join(root, 'test/mutants/faults');
  const files = only ? [only] : readdirSync(lists).map((name) => join(lists, name));
  return files.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')));
}

/** 'passed', 'failed' when a test failed, 'broken' when none could run, or 'hung'. */
function runTests(files) {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const args = ['run', ...files, '--bail=1', '--reporter=json', `--outputFile=${report}`];
  // The tests of this runner run it: what vitest has set there must not reach the tests here.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV)/.test(name)),
  );
  return new Promise((resolve) => {
    running = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
      cwd: folder,
      env,
      stdio: 'ignore',
      detached: true,
    });
    let hasHung = false;
    const alarm = setTimeout(
      () => {
        hasHung = true;
        stopTests();
      },
      1000 * PATIENCE_SECONDS * files.length,
    );
    running.on('close', (code) => {
      running = undefined;
      clearTimeout(alarm);
      if (hasHung) return resolve('hung');
      if (code === 0) return resolve('passed');
      try {
        resolve(JSON.parse(readFileSync(report, 'utf8')).numFailedTests > 0 ? 'failed' : 'broken');
      } catch {
        resolve('broken');
      }
    });
  });
}

/** Runs a fault's tests with the fault in place, and takes it out again. */
async function plant({ file, find, replace, caughtBy }) {
  const path = join(folder, file);
  const sound = readFileSync(path, 'utf8');
  const parts = sound.split(find);
  if (parts.length !== 2) return `found ${parts.length - 1} times`;
  writeFileSync(path, parts.join(replace));
  try {
    return await runTests(caughtBy);
  } finally {
    writeFileSync(path, sound);
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    options: { faults: { type: 'string' } },
    allowPositionals: true,
  });
  const all = readFaults(values.faults);
  const unknown = positionals.filter((id) => !all.some((fault) => fault.id === id));
  if (unknown.length > 0) throw new Error(`no fault is called ${unknown.join(', ')}`);
  const faults = positionals.length > 0 ? all.filter(({ id }) => positionals.includes(id)) : all;
  for (const name of NEEDED) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));

  const tests = [...new Set(faults.flatMap(({ caughtBy }) => caughtBy))];
  const sound = await runTests(tests);
  if (sound !== 'passed') throw new Error(`without any fault the tests have ${sound}: ${tests.join(', ')}`);
  const counts = { caught: 0, survived: 0, wrong: 0 };
  for (const fault of faults) {
    const start = performance.now();
    const outcome = await plant(fault);
    const verdict =
      outcome === 'failed' || outcome === 'hung' ? 'caught' : outcome === 'passed' ? 'survived' : 'wrong';
    counts[verdict]++;
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
    const note = verdict === 'wrong' ? ` (${outcome})` : '';
    console.log(`${verdict.padEnd(8)} ${seconds} s  ${fault.id}: ${fault.breaks}${note}`);
  }
  console.log(`${counts.caught} of ${faults.length} faults are caught`);
  return counts.wrong > 0 ? 2 : counts.survived > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
