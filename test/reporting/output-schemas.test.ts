import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { l2Margin } from '../../oracles/l2-margin.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { certificateSchema, jsonSchemas } from '../../src/reporting/output-schemas.ts';
import { runReportJson } from '../../src/reporting/run-report.ts';
import { runSchema } from '../../src/reporting/schemas/run.ts';

const folder = new URL('../../schemas/', import.meta.url);

describe('schemas/', () => {
  it('holds one file for every format, each up to date (scripts/write-schemas.mjs writes them)', () => {
    const expected = [...jsonSchemas()].map(([name, text]) => [`${name}.schema.json`, text]);
    const found = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });
});

describe('the certificate schema', () => {
  const [one, two] = [Rational.ONE, Rational.of(2n)];

  it('describes the certificates of separable and of inseparable data', () => {
    for (const y of [[1, 1] as const, [1, -1] as const]) {
      const { certificate } = l2Margin({ name: 'line', x: [[one], [two]], y });
      expect(certificateSchema.safeParse(JSON.parse(JSON.stringify(certificate))).success).toBe(true);
    }
  });

  it('describes every valid example of the checker', () => {
    const examples = new URL('../certificates/valid/', import.meta.url);
    const files = readdirSync(examples).filter((name) => name.endsWith('.json'));
    expect(files.length).toBeGreaterThan(0);
    for (const name of files) {
      const certificate = JSON.parse(readFileSync(new URL(name, examples), 'utf8'));
      expect(certificateSchema.safeParse(certificate).error?.issues, name).toBeUndefined();
    }
  });

  it.each(['format', 'claim', 'data'])('requires %s', (field) => {
    const { certificate } = l2Margin({ name: 'line', x: [[one]], y: [1] });
    const without = { ...JSON.parse(JSON.stringify(certificate)), [field]: undefined };
    expect(certificateSchema.safeParse(without).error?.issues[0]?.path).toEqual([field]);
  });
});

describe('the run schema', () => {
  const report = runReportJson({
    format: 'farkas/run@1',
    seed: 7,
    profile: 'quick',
    data: null,
    notApplicable: [],
    claims: [
      {
        id: 'L2',
        title: 'small init reaches it',
        source: { paper: 'lyu2021', citation: 'Lyu, Li, Wang, Arora 2021' },
        verdict: 'holds',
        evidence: 'proved',
        cases: 3,
        undecided: 0,
        outside: 0,
        controls: [{ id: 'one-signed', refuted: true, cases: 1, refutedCases: 1 }],
        seconds: 0.5,
        undecidedCases: [],
        worst: {},
      },
    ],
  });

  it('describes what verify prints', () => {
    const result = runSchema.safeParse(JSON.parse(JSON.stringify(report)));
    expect(result.error?.issues).toBeUndefined();
  });

  it('knows four verdicts only', () => {
    const text = JSON.stringify(report).replace('"holds"', '"true"');
    expect(runSchema.safeParse(JSON.parse(text)).error?.issues[0]?.path).toEqual(['claims', 0, 'verdict']);
  });
});
