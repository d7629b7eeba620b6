import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkSchema } from '../../src/reporting/schemas/run.ts';
import { farkas, fileWith, inFormat, json, readJson } from './farkas.ts';

const EXAMPLES = fileURLToPath(new URL('../certificates/', import.meta.url));
const examples = (folder: string) =>
  readdirSync(`${EXAMPLES}${folder}`).map((name) => `${EXAMPLES}${folder}/${name}`);

interface CheckOutput {
  readonly format: string;
  readonly results: readonly {
    readonly file: string;
    readonly accepted: boolean;
    readonly claim?: { readonly kind: string };
    readonly code?: string;
    readonly path?: string;
  }[];
}

describe.concurrent('check', () => {
  it('accepts every valid example with exit code 0', async () => {
    const files = examples('valid');
    const printed = await farkas(['check', ...files, '--format', 'json']);
    const { results } = inFormat<CheckOutput>(checkSchema, printed);
    expect(results.map(({ file, accepted }) => ({ file, accepted }))).toEqual(
      files.map((file) => ({ file, accepted: true })),
    );
  });

  it('rejects every invalid example with exit code 1 and the code it is filed under', async () => {
    const files = examples('invalid');
    const { results } = json<CheckOutput>(await farkas(['check', ...files, '--format', 'json']), 1);
    const expected = files.map((file) => ({ accepted: false, code: basename(file).split('--')[0] }));
    expect(results.map(({ accepted, code }) => ({ accepted, code }))).toEqual(expected);
  });

  it('names the place of a corruption, and one rejection among many is enough for exit code 1', async () => {
    const valid = `${EXAMPLES}valid/l2-margin.json`;
    const certificate = readJson<{ derivation: { combination: { weight: string }[] } }>(valid);
    certificate.derivation.combination[0]!.weight = '1/0';
    const corrupted = fileWith('corrupted.json', JSON.stringify(certificate));
    const { code, stdout } = await farkas(['check', valid, corrupted]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^.*l2-margin\.json: accepted: l2-margin, marginSquared = \S+$/m);
    expect(stdout).toMatch(
      /^.*corrupted\.json: rejected \(not-exact-number\) at derivation\.combination\[0\]\.weight: expected .*$/m,
    );
  });

  it.each([
    ['text that is no JSON', 'x1,x2,label\n1,2,1\n', 'not-json'],
    ['an empty file', '', 'not-json'],
    ['thousands of brackets', '['.repeat(100_000), 'too-large'],
    ['an exponent of nine digits', '{"format": 1e999999999}', 'missing-field'],
  ])('rejects %s quickly', async (_what, text, code) => {
    const file = fileWith('c.json', text);
    const { results } = json<CheckOutput>(await farkas(['check', file, '--format', 'json']), 1);
    expect(results[0]).toMatchObject({ accepted: false, code });
  });

  it('does not read a certificate of more than 32 MB', async () => {
    const { code, stderr } = await farkas(['check', fileWith('c.json', `{"a": "${'x'.repeat(2 ** 25)}"}`)]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/c\.json: expected at most 33554432 bytes, found more/);
  });
});
