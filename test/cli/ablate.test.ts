import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ablationSchema } from '../../src/reporting/schemas/hunt.ts';
import { emptyFolder, expectRefusal, farkas, readJson } from './farkas.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/own-claim/mean-separates.ts', import.meta.url));

interface Ablation {
  readonly seed: number;
  readonly cells: readonly {
    readonly claim: string;
    readonly hypothesis: string;
    readonly counterexample?: { readonly file: string; readonly figure: string; readonly why: string };
  }[];
}

const folder = emptyFolder();
const args = ['ablate', EXAMPLE, '--budget', '10s', '--jobs', '1', '--out', 'pages', '--format', 'json'];
/** One run that most tests look at. */
const shared = farkas(args, folder);
const pages = join(folder, 'pages');

describe('ablate', () => {
  it('finds that the hypotheses are needed, and writes what it prints', async () => {
    const { code, stdout, stderr } = await shared;
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^seed \d+ .*\n$/) as string,
    });
    const printed = JSON.parse(stdout) as Ablation;
    expect(ablationSchema.safeParse(printed).error?.issues).toBeUndefined();
    expect(printed.cells.map(({ claim, hypothesis }) => [claim, hypothesis])).toEqual([
      ['mean-separates', 'acute'],
      ['mean-separates', 'non-zero'],
    ]);
    expect(printed.cells[0]!.counterexample).toBeDefined();
    expect(readJson(join(pages, 'ablation.json'))).toEqual(printed);
  });

  it('links the counterexample and its picture from both pages', async () => {
    const { file, figure, why } = (JSON.parse((await shared).stdout) as Ablation).cells[0]!.counterexample!;
    for (const page of ['ablation.md', 'ablation.html']) {
      const text = readFileSync(join(pages, page), 'utf8');
      for (const part of [`counterexamples/${file}`, `figures/${figure}`]) {
        expect(text, page).toContain(part);
        expect(existsSync(join(pages, part)), part).toBe(true);
      }
      expect(text.replaceAll('&lt;', '<').replaceAll('&gt;', '>'), page).toContain(why);
    }
    const replayed = await farkas(['replay', join(pages, 'counterexamples', file), '--claims', EXAMPLE]);
    expect(replayed.code).toBe(1);
  });

  it('does not hunt again what --resume finds done', async () => {
    const printed = JSON.parse((await shared).stdout) as Ablation;
    const again = await farkas([...args, '--resume'], folder);
    expect(JSON.parse(again.stdout)).toEqual(printed);
  });

  it('says of a hypothesis that no draw misses that it was not hunted', async () => {
    const [hunted, unhunted] = (JSON.parse((await shared).stdout) as Ablation).cells;
    expect(hunted).not.toHaveProperty('notHunted');
    expect(unhunted).toMatchObject({ notHunted: 'the claim draws no cases that miss it', decided: 0 });
    expect(unhunted).not.toHaveProperty('counterexample');
    const page = readFileSync(join(pages, 'ablation.md'), 'utf8');
    expect(page).toContain(
      '| mean-separates | non-zero | not hunted: the claim draws no cases that miss it | 0 |',
    );
    expect(page).toContain('1 of 2 hypotheses are needed, 1 not hunted.');
  });

  it('refuses to go on with a damaged file', async () => {
    const other = emptyFolder();
    writeFileSync(join(other, 'ablation.json'), '{"format": "farkas/ablation@1", "seed": 1}');
    const outcome = await farkas(['ablate', EXAMPLE, '--out', other, '--resume']);
    expectRefusal(outcome, 'ablation.json', 'budget');
  });
});
