import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, expectRefusal, farkas } from './farkas.ts';

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
  it('writes the same pages again from their own seed, times aside', async () => {
    const folder = emptyFolder();
    const args = ['report', 'lyu2021', '--runs', '2', '--profile', 'quick', '--quiet'];
    const first = await farkas([...args, '--out', 'pages'], folder);
    expect({ code: first.code, stdout: first.stdout }).toMatchObject({ code: 0 });
    const pages = pagesIn(join(folder, 'pages'));
    expect(Object.keys(pages)).toEqual(expect.arrayContaining(['index.md', 'lyu2021.json', 'lyu2021.md']));
    await farkas([...args, '--out', 'pages', '--jobs', '1'], folder);
    expect(pagesIn(join(folder, 'pages'))).toEqual(pages);
  });

  it('refuses a paper that it does not know', async () => {
    expectRefusal(await farkas(['report', 'euclid']), 'PAPER', 'lyu2021', '"euclid"');
  });
});
