/**
 * The certified two-layer margin: solved, certified and checked to a gap of 1e-9, with the time of a check of the certificate
 * as text; and, where its script is at hand (folder on the command line or in FARKAS_PEERS), a float solver without certificates
 * on the same data in the same run. Limits are on processor time, which a busy machine does not lengthen much; ratios on wall time.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkCertificate } from '../oracles/checker/check.ts';
import { twoLayerMargin } from '../oracles/two-layer/two-layer-margin.ts';
import type { Dataset } from '../src/data/dataset.ts';
import { Rational } from '../src/numbers/rational.ts';
import { gaussianStart } from '../src/training/start.ts';

type Labels = 'teacher' | 'random';

interface Case {
  readonly points: number;
  readonly dimension: number;
  /** Seconds of processor time the certified solution may take. */
  readonly limit: number;
  /** How many times faster than the float solver it has to be, where that is run. */
  readonly ratio?: number;
}

const CASES: readonly Case[] = [
  { points: 20, dimension: 5, limit: 1, ratio: 20 },
  { points: 20, dimension: 10, limit: 1 },
  { points: 40, dimension: 4, limit: 3, ratio: 20 },
  { points: 40, dimension: 5, limit: 3 },
  { points: 40, dimension: 10, limit: 7 },
  { points: 20, dimension: 40, limit: 4 },
];
const ALPHAS = ['0', '1/10', '1/2'];
const GAP = 1e-9;
/** Seconds a peer gets. */
const PEER_LIMIT = 120;

/** Gaussian points on a grid of 1/2^13, labelled by a random linear teacher or by coins. */
function makeDataset(points: number, dimension: number, labels: Labels, seed: number): Dataset {
  const draws = gaussianStart((points + 1) * dimension + points, 1, seed);
  const row = (i: number) => draws.subarray(i * dimension, (i + 1) * dimension);
  const x = Array.from({ length: points }, (_, i) =>
    row(i).map((value) => Math.round(value * 2 ** 13) / 2 ** 13),
  );
  const teacher = row(points);
  const coins = draws.subarray((points + 1) * dimension);
  const side = (point: Float64Array) => point.reduce((sum, value, j) => sum + value * teacher[j]!, 0);
  return {
    name: `${points}x${dimension} ${labels}`,
    x: x.map((point) => Array.from(point, Rational.fromDouble)),
    y: x.map((point, i) => ((labels === 'teacher' ? side(point) : coins[i]!) < 0 ? -1 : 1)),
  };
}

/** Seconds and V* of the float solver, or undefined where it is not at hand. */
function peer(data: Dataset, alpha: Rational): { seconds: number; value: number } | undefined {
  const folder = process.argv[2] ?? process.env['FARKAS_PEERS'];
  const script = folder && join(folder, 'neuron_global.py');
  if (!script || !existsSync(script)) return undefined;
  const file = join(mkdtempSync(join(tmpdir(), 'farkas-bench-')), 'data.json');
  const x = data.x.map((row) => row.map((value) => value.toNumber()));
  writeFileSync(file, JSON.stringify({ name: data.name, x, y: data.y }));
  const words = [
    script,
    '--data',
    file,
    '--alpha',
    `${alpha.toNumber()}`,
    '--tol',
    `${GAP}`,
    '--limit',
    `${PEER_LIMIT}`,
  ];
  const { status, stdout } = spawnSync(process.env['FARKAS_PYTHON'] ?? 'python3', words, {
    encoding: 'utf8',
  });
  if (status !== 0) return undefined;
  const { seconds, opt } = JSON.parse(stdout) as { seconds: number; opt: number | null };
  return { seconds, value: opt ?? Number.NaN };
}

function print(cells: readonly (string | number | undefined)[]): void {
  const text = cells.map((cell) => (typeof cell === 'number' ? cell.toPrecision(3) : (cell ?? '–')));
  console.log(text.map((cell, k) => (k === 0 ? cell.padEnd(16) : cell.padStart(11))).join(''));
}

const missed: string[] = [];
await twoLayerMargin(makeDataset(4, 2, 'teacher', 1), { alpha: Rational.ZERO });
print([
  'data',
  'alpha',
  'V*',
  'gap',
  'solve s',
  'cpu s',
  'check s',
  'kB',
  'limit s',
  'peer s',
  'ratio',
  'peer error',
]);
for (const { points, dimension, limit, ratio } of CASES)
  for (const labels of ['teacher', 'random'] as const)
    for (const text of ALPHAS) {
      const alpha = Rational.parse(text);
      const data = makeDataset(points, dimension, labels, points + dimension);
      const begin = performance.now();
      const processor = process.cpuUsage();
      const result = await twoLayerMargin(data, { alpha, gap: GAP });
      const seconds = (performance.now() - begin) / 1000;
      const { user, system } = process.cpuUsage(processor);
      const busy = (user + system) / 1e6;
      if (result.status !== 'optimal') {
        print([data.name, text, result.status]);
        missed.push(`${data.name} ${text}: ${result.status}`);
        continue;
      }
      const certificate = JSON.stringify(result.certificate);
      const checkBegin = performance.now();
      const check = checkCertificate(certificate);
      const checkSeconds = (performance.now() - checkBegin) / 1000;
      if (!check.accepted) throw new Error(`${check.code} at ${check.path}: ${check.message}`);
      const { lower, upper } = result.value;
      const other = ratio !== undefined && text === '1/10' ? peer(data, alpha) : undefined;
      const faster = other && other.seconds / seconds;
      print([
        data.name,
        text,
        upper.toNumber(),
        upper.div(lower).toNumber() - 1,
        seconds,
        busy,
        checkSeconds,
        certificate.length / 1000,
        limit,
        other?.seconds,
        faster,
        other && other.value / upper.toNumber() - 1,
      ]);
      if (busy > limit) missed.push(`${data.name} ${text}: ${busy.toFixed(2)} s > ${limit} s`);
      if (checkSeconds > seconds) missed.push(`${data.name} ${text}: checking takes longer than solving`);
      if (faster !== undefined && faster < ratio!)
        missed.push(`${data.name} ${text}: ratio ${faster.toFixed(1)} < ${ratio}`);
    }
for (const line of missed) console.log(`missed: ${line}`);
process.exitCode = missed.length > 0 ? 1 : 0;
