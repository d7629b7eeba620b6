import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { paperPage } from '../../src/reporting/pages/paper-page.ts';
import type { PaperReport } from '../../src/reporting/pages/paper-report.ts';
import { reportFilesSchema, reportSchema } from '../../src/reporting/schemas/run.ts';
import { emptyFolder, expectRefusal, farkas, inFormat, readJson } from './farkas.ts';

/** Every file of a folder by its path, with times taken out. */
function pagesIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.\w+$/.test(name),
  );
  return Object.fromEntries(
    files.sort().map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      return [
        name,
        text.replace(/"seconds": [\d.e-]+/g, '"seconds": 0').replace(/\| [\d.]+ s \|/g, '| 0 s |'),
      ];
    }),
  );
}

describe('report', () => {
  it('writes the same pages again from their own seed, times aside', { timeout: 400_000 }, async () => {
    const folder = emptyFolder();
    const args = ['report', 'foundations', '--runs', '2', '--profile', 'quick', '--quiet'];
    const first = await farkas([...args, '--out', 'pages'], folder);
    expect({ code: first.code, stdout: first.stdout }).toMatchObject({ code: 0 });
    const pages = pagesIn(join(folder, 'pages'));
    expect(Object.keys(pages)).toEqual(
      expect.arrayContaining(['index.md', 'foundations.json', 'foundations.md']),
    );
    const again = await farkas([...args, '--out', 'pages', '--jobs', '1', '--format', 'json'], folder);
    const { files } = inFormat<{ files: string[] }>(reportFilesSchema, { ...again, stderr: '' });
    expect([...files].sort()).toEqual(Object.keys(pages));
    expect(pagesIn(join(folder, 'pages'))).toEqual(pages);
  });

  it('is written by verify too, of the claims it was asked, without exhibits', async () => {
    const folder = emptyFolder();
    const args = [
      'verify',
      'L1',
      '--runs',
      '3',
      '--seed',
      '7',
      '--jobs',
      '1',
      '--quiet',
      '--report',
      'pages',
    ];
    expect((await farkas(args, folder)).code).toBe(0);
    expect(Object.keys(pagesIn(join(folder, 'pages')))).toEqual(['index.md', 'lyu2021.json', 'lyu2021.md']);
    const report = readJson<PaperReport>(join(folder, 'pages', 'lyu2021.json'));
    expect(reportSchema.safeParse(report).error?.issues).toBeUndefined();
    expect(report.claims.map(({ id, verdict, cases }) => [id, verdict, cases])).toEqual([['L1', 'holds', 3]]);
    const page = readFileSync(join(folder, 'pages', 'lyu2021.md'), 'utf8');
    expect(page).toBe(paperPage(report));
    expect(page).toContain('`farkas verify L1 --seed 7 --profile quick --runs 3`');
  });

  it('refuses a folder with a damaged report, and names it', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'lyu2021.json'), '{"format": "farkas/report@1", "paper": 7}');
    expectRefusal(await farkas(['report', 'lyu2021', '--out', folder]), 'lyu2021.json', 'paper');
  });

  it('refuses a paper that it does not know', async () => {
    expectRefusal(await farkas(['report', 'euclid']), 'PAPER', 'lyu2021', '"euclid"');
  });
});
