import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { resultsSchema } from '../../src/reporting/schemas/run.ts';
import { emptyFolder, expectRefusal, farkas, inFormat, json } from './farkas.ts';

interface Results {
  readonly results: readonly {
    readonly claim: string;
    readonly control: string;
    readonly outcome: string;
    readonly seconds: number;
    readonly figures: Readonly<Record<string, number>>;
  }[];
}

const folder = emptyFolder();
const ran = farkas(['verify', 'F5', 'L1', '--runs', '3', '--jobs', '1', '--quiet'], folder);
const results = async (...args: string[]) => {
  await ran;
  return farkas(['results', ...args], folder);
};

describe('results', () => {
  it('gives every decided case, the controls included', async () => {
    const printed = await results('--limit', '1000', '--format', 'json');
    const { results: all } = inFormat<Results>(resultsSchema, printed);
    expect(all.filter(({ claim, control }) => claim === 'F5' && control === '')).toHaveLength(3);
    expect(all.filter(({ control }) => control !== '').every(({ outcome }) => outcome === 'refutes')).toBe(
      true,
    );
    const { results: some } = json<Results>(await results('l1', '--limit', '2', '--format', 'json'));
    expect(some.map(({ claim }) => claim)).toEqual(['L1', 'L1']);
  });

  it('puts the largest figure and the slowest case first', async () => {
    const falls = (values: number[]) => expect(values).toEqual([...values].sort((a, b) => b - a));
    const worst = json<Results>(
      await results('F5', '--outcome', 'supports', '--largest', 'distance', '--format', 'json'),
    );
    falls(worst.results.map(({ figures }) => figures['distance']!));
    const slowest = json<Results>(await results('--slowest', '--format', 'json'));
    falls(slowest.results.map(({ seconds }) => seconds));
  });

  it('writes CSV that reads back', async () => {
    const { stdout } = await results('--format', 'csv', '--limit', '1000');
    const rows = parse(stdout, { columns: true }) as Record<string, string>[];
    const printed = await results('--limit', '1000', '--format', 'json');
    const { results: all } = inFormat<Results>(resultsSchema, printed);
    expect(rows.map(({ claim, outcome }) => [claim, outcome])).toEqual(
      all.map(({ claim, outcome }) => [claim, outcome]),
    );
  });

  it('names the figures there are when asked for the largest of another', async () => {
    const refused = await results('F5', '--largest', 'distnace');
    expectRefusal(refused, 'command line', '--largest', /\bdistance\b/, 'distnace');
  });

  it('says so when there is nothing', async () => {
    expect((await results('--outcome', 'outside')).stdout).toBe('no such results\n');
    expectRefusal(await farkas(['results']), 'results.sqlite', 'no such file');
  });
});
