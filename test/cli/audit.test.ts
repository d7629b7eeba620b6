import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditSchema } from '../../src/reporting/output-schemas.ts';
import { emptyFolder, farkas, fileWith, json, XOR } from './farkas.ts';

interface Audit {
  readonly normalizedMargin: number;
  readonly exact: { readonly normalizedMargin: string; readonly atPoint: number };
  readonly correct: number;
  readonly kkt: { readonly residual: number | null; readonly delta: number | null; readonly why?: string };
  readonly global: { readonly relativeGap: number | null; readonly why?: string };
  readonly local: { readonly verdict: string; readonly why: string };
}

const DATA = fileWith('xor.csv', XOR);

function network(a: readonly (number | string)[], w: readonly (readonly number[])[], alpha = 0.1): string {
  const architecture = 'two-layer';
  return fileWith('net.json', JSON.stringify({ format: 'farkas/network@1', architecture, alpha, a, w }));
}

async function audit(file: string, ...args: string[]): Promise<Audit> {
  const result = json<Audit>(
    await farkas(['audit', DATA, '--network', file, '--format', 'json', '--gap', '1e-6', ...args]),
  );
  expect(auditSchema.safeParse(result).error?.issues).toBeUndefined();
  return result;
}

/** One neuron a point, looking at it: an optimum of XOR when the layers balance, ‖w‖ = √2 against a. */
const LOOKING = [
  [1, 1],
  [-1, -1],
  [1, -1],
  [-1, 1],
];

describe.concurrent('audit', () => {
  it('finds the margin exactly, and an unbalanced net not stationary', async () => {
    const { exact, correct, kkt, global } = await audit(network([1, 1, -1, -1], LOOKING));
    // q = 2 − 2α = 9/5 and ‖θ‖² = 12.
    expect(exact.normalizedMargin).toBe('3/20');
    expect(correct).toBe(4);
    expect(kkt.residual).toBeGreaterThan(0.1);
    // The best is (1 − α)/(4√2), so the gap is 1 − 2√2/3.
    expect(global.relativeGap).toBeGreaterThan(1 - (2 * Math.SQRT2) / 3 - 1e-12);
    expect(global.relativeGap).toBeLessThan(1 - (2 * Math.SQRT2) / 3 + 2e-6);
  });

  it('finds the balanced net stationary and optimal, and writes certificates that check accepts', async () => {
    const root = Math.SQRT2;
    const folder = emptyFolder();
    const { kkt, global } = await audit(
      network([root, root, -root, -root], LOOKING),
      '--certificates',
      folder,
    );
    expect(kkt.residual).toBeLessThan(1e-15);
    expect(kkt.delta).toBeLessThan(1e-15);
    expect(global.relativeGap).toBeLessThan(2e-6);
    const written = readdirSync(folder);
    expect(written).toEqual(expect.arrayContaining(['global.json', 'kkt.json', 'local.json']));
    const checked = await farkas(['check', ...written.map((name) => join(folder, name))]);
    expect(checked.code).toBe(0);
  });

  it('measures no residual of a net that misses a point, but its gap', async () => {
    const { normalizedMargin, correct, kkt, global } = await audit(network([1], [[1, 1]]));
    expect(normalizedMargin).toBeLessThan(0);
    expect(correct).toBeLessThan(4);
    expect(kkt).toMatchObject({ residual: null, delta: null, why: expect.stringContaining('point') });
    expect(global.relativeGap).toBeGreaterThan(1);
  });

  it('says why there is no global optimum: linear nets cannot classify XOR', async () => {
    const { global } = await audit(network([1], [[1, 1]], 1));
    expect(global).toMatchObject({ relativeGap: null, why: expect.stringContaining('no net of any width') });
  });

  it('tells people in four lines', async () => {
    const { code, stdout } = await farkas(['audit', DATA, '--network', network([1, 1, -1, -1], LOOKING)]);
    expect(code).toBe(0);
    for (const line of [
      /^margin .*4 of 4 points/m,
      /^KKT .*residual/m,
      /^global .*at most 5\.7\d %/m,
      /^local /m,
    ])
      expect(stdout).toMatch(line);
  });
});
