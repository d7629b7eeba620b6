import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FlowCase, START_SCALE } from './flow-cases.ts';

/** What a peer reports when it passes a loss. */
export interface PeerMark {
  readonly target: number;
  readonly seconds: number;
  readonly margin: number;
}

/** Scripts in another language that train the same nets, where they are at hand. */
export class Peers {
  readonly #folder: string;
  readonly #python: string;

  /** folder: where scipy_flow.py and torch_gd.py are; python: an interpreter with numpy and scipy. */
  constructor(folder: string, python: string) {
    this.#folder = folder;
    this.#python = python;
  }

  /** The peers named on the command line or by FARKAS_PEERS (and FARKAS_PYTHON), or undefined. */
  static find(): Peers | undefined {
    const folder = process.argv[2] ?? process.env['FARKAS_PEERS'];
    if (!folder || !existsSync(join(folder, 'scipy_flow.py'))) return undefined;
    return new Peers(folder, process.env['FARKAS_PYTHON'] ?? 'python3');
  }

  /**
   * Runs a script on a case, to each of the targets (log10 losses) in turn, for at most `limit` seconds. Undefined
   * when the script fails, as it does where one of its packages is missing.
   */
  marks(
    script: 'scipy_flow.py' | 'torch_gd.py',
    on: FlowCase,
    options: { readonly seed: number; readonly targets: readonly number[]; readonly limit: number },
    extra: readonly string[],
  ): PeerMark[] | undefined {
    const file = join(mkdtempSync(join(tmpdir(), 'farkas-bench-')), 'data.json');
    const { points, dimension, x, y } = on.data;
    const rows = Array.from({ length: points }, (_, i) =>
      Array.from(x.subarray(i * dimension, (i + 1) * dimension)),
    );
    writeFileSync(file, JSON.stringify({ name: on.name, x: rows, y: Array.from(y) }));
    const words = [
      join(this.#folder, script),
      ...['--data', file, '--width', `${on.width}`, '--alpha', `${on.alpha}`],
      ...['--sigma', `${START_SCALE}`, '--seed', `${options.seed}`],
      ...[`--targets=${options.targets.join(',')}`, '--limit', `${options.limit}`],
      ...extra,
    ];
    const { status, stdout } = spawnSync(this.#python, words, { encoding: 'utf8' });
    return status === 0 ? (JSON.parse(stdout) as { marks: PeerMark[] }).marks : undefined;
  }
}
