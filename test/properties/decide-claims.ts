import { describe, expect, it } from 'vitest';
import type { StoredCase } from '../../src/claims/case-file.ts';
import { inThisProcess } from '../../src/claims/case-job.ts';
import { checkClaim } from '../../src/claims/check-claim.ts';
import type { AnyClaim, Control } from '../../src/claims/claim.ts';

const seed = Number(process.env['FARKAS_SEED']);
const CASES = 6;
const CONTROL_CASES = 3;

/**
 * Decides a few cases of every claim of a paper by the code path that `farkas verify` runs. One undecided case is
 * tolerated and printed: a handful of cases cannot tell a rate under 1 % from none, and it is not counted as support.
 */
export function decideClaims(claims: readonly AnyClaim[]): void {
  describe.each(claims.map((claim) => [claim.id, claim] as const))('%s', (_, claim) => {
    it('is not refuted on a few cases, and its controls are', { timeout: 180_000 }, async () => {
      const refuted: StoredCase[] = [];
      const report = await checkClaim(claim, {
        seed,
        cases: Math.min(CASES, claim.costly?.quick ?? CASES),
        controlCases: Math.min(CONTROL_CASES, claim.costly?.quick ?? CONTROL_CASES),
        execute: inThisProcess([claim]),
        parallel: 1,
        shrinkMilliseconds: 10_000,
        onCounterexample: (found) => `case ${refuted.push(found)}`,
      });
      for (const { seed: caseSeed, why } of report.undecidedCases)
        console.warn(`${claim.id}: the case with seed ${caseSeed} is undecided: ${why}`);
      expect(report.counterexample, report.why).toBeUndefined();
      expect(report.outside).toBe(0);
      expect(report.undecided, report.why).toBeLessThanOrEqual(1);
      expect(report.cases - report.undecided).toBeGreaterThan(0);
      expect(report.controls.filter((control) => !control.refuted)).toEqual([]);
      expect(refuted).toHaveLength(claim.controls.length);

      // A refuted case read back from its file is decided in the same way, alone.
      for (const found of refuted) {
        const control = (claim.controls as Control<unknown, unknown>[]).find(
          ({ id }) => id === found.control,
        )!;
        const instance = claim.caseSchema.parse(JSON.parse(JSON.stringify(found.instance)));
        expect(await claim.decide(instance, control.variant ?? claim.prediction)).toEqual(found.decision);
      }
    });
  });
}
