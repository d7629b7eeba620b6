import { describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import type { StoredCase } from '../../src/claims/case-file.ts';
import { inThisProcess } from '../../src/claims/case-job.ts';
import type { Control } from '../../src/claims/claim.ts';
import { checkClaim } from '../../src/claims/runner.ts';

const seed = Number(process.env['FARKAS_SEED']);

describe('the catalogue', () => {
  it('has claims of different names, each with a control and a source', () => {
    expect(new Set(catalogue.map((claim) => claim.id)).size).toBe(catalogue.length);
    for (const claim of catalogue) {
      expect(claim.controls.length, claim.id).toBeGreaterThan(0);
      expect(claim.source.citation, claim.id).toMatch(/arXiv \d{4}\.\d{5}$/);
    }
  });
});

describe.each(catalogue.map((claim) => [claim.id, claim] as const))('%s', (_, claim) => {
  it('holds on a few cases, and its controls are refuted', async () => {
    const refuted: StoredCase[] = [];
    const report = await checkClaim(claim, {
      seed,
      cases: 6,
      controlCases: 3,
      execute: inThisProcess([claim]),
      parallel: 1,
      shrinkMilliseconds: 10_000,
      onCounterexample: (found) => `case ${refuted.push(found)}`,
    });
    expect({ verdict: report.verdict, why: report.why, outside: report.outside }).toEqual({
      verdict: 'holds',
      why: undefined,
      outside: 0,
    });
    expect(refuted).toHaveLength(claim.controls.length);

    // A refuted case read back from its file is decided in the same way, alone.
    for (const found of refuted) {
      const control = (claim.controls as Control<unknown, unknown>[]).find(({ id }) => id === found.control)!;
      const instance = claim.caseSchema.parse(JSON.parse(JSON.stringify(found.instance)));
      const again = await claim.decide(instance, control.variant ?? claim.prediction);
      expect(again).toEqual(found.decision);
    }
  });
});
