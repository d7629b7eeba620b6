/**
 * Packs the package, installs the tarball into an empty folder, and uses it there as a stranger would: the main
 * job on the command line, and the public API from plain JavaScript.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'farkas-package-'));
const run = (command, args, cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** The quick profile of all claims. What it decides is tested elsewhere; here it must run, refute nothing, and exit as it prints. */
function verifyQuickly() {
  const args = ['farkas', 'verify', '--profile', 'quick', '--seed', '1', '--format', 'json'];
  const { status, stdout } = spawnSync('npx', args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { claims } = JSON.parse(stdout);
  for (const { id, verdict, cases, undecided, seconds } of claims)
    console.log(`${id}: ${verdict}, ${cases} cases, ${undecided} undecided, ${seconds.toFixed(1)} s`);
  const verdicts = new Set(claims.map(({ verdict }) => verdict));
  const expected = verdicts.delete('inconclusive') ? 2 : 0;
  verdicts.delete('holds');
  if (claims.length === 0 || verdicts.size > 0 || status !== expected)
    throw new Error(`verify exited with ${status} and said ${[...verdicts].join(', ') || 'nothing wrong'}`);
}

try {
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], root));
  writeFileSync(join(folder, 'package.json'), '{"name":"stranger","private":true,"type":"module"}');
  run('npm', ['install', '--no-audit', '--no-fund', join(folder, filename)]);
  verifyQuickly();
  writeFileSync(
    join(folder, 'use.js'),
    `import { parseDataset } from 'farkas';
import { l2Margin } from 'farkas/oracles';
import { checkCertificate } from 'farkas/checker';
const data = parseDataset('x1,x2,y\\n3,4,1\\n', 'one point', 'csv');
const { marginSquared, certificate } = l2Margin(data);
if (String(marginSquared) !== '25' || !checkCertificate(certificate).accepted) process.exit(1);
`,
  );
  run('node', ['use.js']);
  console.log('the packed tarball works in an empty folder');
} catch (error) {
  console.error(`the packed tarball does not work: ${error.stdout ?? ''}${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
