import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Rational } from '../../src/numbers/rational.ts';
import { solutionSchema } from '../../src/reporting/output-schemas.ts';
import { csv, emptyFolder, farkas, fileWith, json, readJson, XOR } from './farkas.ts';

interface Solution {
  readonly problem: string;
  readonly status: string;
  readonly marginSquared?: string;
  readonly margin: { readonly value: number; readonly lower: string; readonly upper: string };
  readonly solution: { readonly w: string[]; readonly multipliers: string[] };
  readonly certificate: { readonly claim: unknown };
}

async function solve(...args: string[]): Promise<Solution> {
  const solution = json<Solution>(await farkas(['solve', ...args, '--format', 'json']));
  expect(solutionSchema.safeParse(solution).error?.issues).toBeUndefined();
  return solution;
}

/** Margin 3 along (1, 0), 1 along (0, 1): ℓ2 optimum 3 from w = (1/3, 0). */
const BOX = fileWith('box.csv', csv([3, 1, 1], [3, -1, 1], [-3, 1, -1]));

describe.concurrent('solve', () => {
  it('finds exact margins whose bounds agree with their value, in every norm', async () => {
    expect(await solve(BOX)).toMatchObject({
      problem: 'l2',
      marginSquared: '9',
      margin: { value: 3, lower: '3', upper: '3' },
      solution: { w: ['1/3', '0'] },
    });
    expect(await solve(BOX, '--problem', 'l1')).toMatchObject({ margin: { lower: '3', upper: '3' } });
    expect(await solve(BOX, '--problem', 'linf')).toMatchObject({ margin: { value: 3 } });
  });

  it('bounds an irrational ℓ2 margin from both sides', async () => {
    const { marginSquared, margin } = await solve(fileWith('d.csv', csv([1, 1, 1], [1, 2, 1], [2, 1, 1])));
    expect(marginSquared).toBe('2');
    const square = (text: string) => Rational.parse(text).mul(Rational.parse(text));
    expect(square(margin.lower).compare(Rational.of(2n))).toBe(-1);
    expect(square(margin.upper).compare(Rational.of(2n))).toBe(1);
    expect(margin.value).toBeCloseTo(Math.SQRT2, 14);
  });

  it.each(['l1', 'linf'])('agrees on the %s margin of iris with either solver', async (problem) => {
    const [highs, glpk] = await Promise.all(
      ['highs', 'glpk'].map((solver) => solve('iris', '--problem', problem, '--solver', solver)),
    );
    expect(highs!.margin).toEqual(glpk!.margin);
  });

  it('finds all ℓ1 separators when asked: on the diagonal a segment of them, in ℓ∞ one', async () => {
    const data = fileWith('diagonal.csv', csv([1, 1, 1], [2, 2, 1]));
    const face = async (problem: string) =>
      (await solve(data, '--problem', problem, '--face')) as Solution & { face: { dimension: number } };
    expect(await face('l1')).toMatchObject({
      margin: { lower: '1' },
      face: { dimension: 1, w: ['1/2', '1/2'], certificate: { claim: { kind: 'l1-face', dimension: 1 } } },
    });
    expect((await face('linf')).face.dimension).toBe(0);
  });

  it('proves V* = 2√2/(1−α) for XOR and writes the net, which audit finds optimal', async () => {
    const folder = emptyFolder();
    const data = fileWith('xor.csv', XOR);
    const files = ['--certificate', join(folder, 'c.json'), '--network', join(folder, 'net.json')];
    const { margin } = await solve(data, '--problem', 'two-layer', '--alpha', '1/10', ...files);
    const exact = 0.9 / (4 * Math.SQRT2);
    expect(Math.abs(margin.value / exact - 1)).toBeLessThan(2e-9);
    expect(Rational.parse(margin.lower).toNumber()).toBeLessThanOrEqual(exact * (1 + 1e-15));
    expect(Rational.parse(margin.upper).toNumber()).toBeGreaterThanOrEqual(exact * (1 - 1e-15));
    const checked = await farkas(['check', 'c.json'], folder);
    expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining('accepted: two-layer-margin') });

    const audit = json<{ normalizedMargin: number; kkt: { residual: number }; global: object }>(
      await farkas(['audit', data, '--network', 'net.json', '--format', 'json'], folder),
    );
    expect(audit.normalizedMargin).toBeCloseTo(exact, 8);
    expect(audit.kkt.residual).toBeLessThan(1e-6);
  });

  it('calls XOR infeasible for linear networks of any width, and for α = 1', async () => {
    const data = fileWith('xor.csv', XOR);
    for (const problem of [['l1'], ['linf', '--solver', 'glpk'], ['two-layer', '--alpha', '1']]) {
      const { status, certificate } = await solve(data, '--problem', ...problem);
      expect(status).toBe('infeasible');
      expect(certificate.claim).toMatchObject({ kind: expect.stringContaining('infeasible') });
    }
  });

  it('leaves undecided what its budget does not suffice for, with exit code 2 and the reason', async () => {
    const args = ['solve', 'mnist', '--problem', 'two-layer', '--alpha', '0.1', '--budget', '0.05s'];
    const outcome = await farkas([...args, '--format', 'json']);
    const solution = json<{ status: string; reason: string }>(outcome, 2);
    expect(solution).toMatchObject({ status: 'undecided', reason: expect.stringMatching(/\w/) });
    expect(solutionSchema.safeParse(solution).error?.issues).toBeUndefined();
  });

  it('tells people the margin, the separator and its support', async () => {
    const { code, stdout, stderr } = await farkas(['solve', BOX]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^box: 3 points in 2 dimensions\noptimal: margin = 3\nw, scaled to .*: 1\/3, 0\n/);
    expect(stdout).toMatch(/certificate accepted by the checker\n$/);
  });
});

describe('a name with control characters', () => {
  it('does not reach the terminal as such', async () => {
    const data = { format: 'farkas/dataset@1', name: 'two\nlines \u001b[31m', x: [[1]], y: [1] };
    const { stdout } = await farkas(['solve', fileWith('d.json', JSON.stringify(data))]);
    expect(stdout).toMatch(/^two lines {2}\[31m: 1 point in 1 dimension\n/);
  });
});

describe('a written certificate', () => {
  it('is the one that is printed', async () => {
    const file = join(emptyFolder(), 'c.json');
    const { certificate } = await solve('iris', '--certificate', file);
    expect(readJson(file)).toEqual(certificate);
  });
});
