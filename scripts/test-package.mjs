/**
 * Packs the package, installs the tarball into an empty folder, and uses it there as a stranger would: the main
 * job on the command line, and the public API from plain JavaScript.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'farkas-package-'));
const run = (command, args, cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

try {
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], root));
  writeFileSync(join(folder, 'package.json'), '{"name":"stranger","private":true,"type":"module"}');
  run('npm', ['install', '--no-audit', '--no-fund', join(folder, filename)]);
  console.log(run('npx', ['farkas', 'verify', '--profile', 'quick', '--seed', '1']));
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
