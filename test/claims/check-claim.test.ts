import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredCase } from '../../src/claims/case-file.ts';
import { inThisProcess } from '../../src/claims/case-job.ts';
import { ClaimCheck, checkClaim } from '../../src/claims/check-claim.ts';
import type { CheckOptions } from '../../src/claims/check-options.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { belowBound } from './toy-claim.ts';

function run(claim: Claim<number, number>, more: Partial<CheckOptions & { cases: number }> = {}) {
  return checkClaim(claim, {
    seed: 7,
    cases: 50,
    controlCases: 5,
    execute: inThisProcess([claim]),
    parallel: 1,
    shrinkMilliseconds: 5_000,
    ...more,
  });
}

describe('checkClaim', () => {
  it('holds when every case supports and every control is refuted', async () => {
    const report = await run(belowBound());
    expect(report).toMatchObject({
      verdict: 'holds',
      evidence: 'proved',
      cases: 50,
      undecided: 0,
      outside: 0,
    });
    expect(report.controls).toMatchObject([{ id: 'below-zero', refuted: true, cases: 5, refutedCases: 5 }]);
    expect(report.worst['n']).toBeGreaterThan(50);
  });

  it('refutes with the smallest counterexample', async () => {
    const stored: StoredCase[] = [];
    const report = await run(belowBound({ largest: 999, bound: 500 }), {
      onCounterexample: (found) => `file ${stored.push(found)}`,
    });
    expect(report).toMatchObject({
      verdict: 'refuted',
      why: '500 is not below 500',
      counterexampleFile: 'file 1',
    });
    expect(report.counterexample?.instance).toBe(500);
    expect(stored.map((found) => found.control)).toEqual([undefined, 'below-zero']);
  });

  it('never passes an undecided case', async () => {
    const report = await run(belowBound({ largest: 3000, bound: 5000 }), { cases: 3000 });
    expect(report.verdict).toBe('inconclusive');
    expect(report.undecided).toBeGreaterThan(0);
    expect(report.why).toMatch(/is a multiple of 1000$/);
  });

  it('is vacuous when many draws miss a hypothesis', async () => {
    const report = await run(belowBound({ hypothesis: (n) => n % 4 === 0 }));
    expect(report.verdict).toBe('vacuous');
    expect(report.why).toMatch(/draws missed a hypothesis$/);
  });

  it('does not hold when a control is not refuted', async () => {
    const controls = [{ id: 'harmless', statement: 'the same bound again' }];
    const report = await run(belowBound({ controls }));
    expect(report).toMatchObject({ verdict: 'inconclusive', controls: [{ id: 'harmless', refuted: false }] });
    expect(report.why).toMatch(/^control harmless: the case with seed -?\d+ was not refuted$/);
  });

  it('needs what holds instead in a control to be supported', async () => {
    const control = { id: 'large', statement: 'large integers', cases: fc.integer({ min: 200, max: 300 }) };
    const right = await run(belowBound({ controls: [{ ...control, instead: 400 }] }));
    expect(right.verdict).toBe('holds');
    const wrong = await run(belowBound({ controls: [{ ...control, instead: 200 }] }));
    expect(wrong.why).toMatch(/does not end as it should instead: 2\d\d is not below 200$/);
  });

  it('may ask for one refuted case among many', async () => {
    const cases = fc.integer({ min: 90, max: 109 });
    const control = { id: 'some', statement: 'some are large', cases, refutes: 'some' as const };
    const report = await run(belowBound({ controls: [control] }), { controlCases: 40 });
    expect(report.controls).toMatchObject([{ refuted: true, refutedCases: 1 }]);
  });

  it('reports what was decided when it is interrupted', async () => {
    const interrupt = new AbortController();
    const report = await run(belowBound(), {
      signal: interrupt.signal,
      onCase: ({ done }) => done === 10 && interrupt.abort(),
    });
    expect(report).toMatchObject({ verdict: 'inconclusive', cases: 10, controls: [] });
    expect(report.why).toBe('interrupted after 10 of 50 cases');
  });

  it('may be asked for more cases: two goes decide what one does', async () => {
    const claim = belowBound({ hypothesis: (n) => n % 20 !== 0 });
    const options = { seed: 7, controlCases: 5, execute: inThisProcess([claim]), parallel: 3 };
    const check = new ClaimCheck(claim, { ...options, shrinkMilliseconds: 1_000 });
    await check.decide(20);
    await check.decide(30);
    await check.decideControls();
    expect({ ...check.report(), seconds: 0 }).toEqual({ ...(await run(claim)), seconds: 0 });
  });

  it('hands out undecided cases to be stored', async () => {
    const stored: StoredCase[] = [];
    const report = await run(belowBound({ largest: 3000, bound: 5000 }), {
      cases: 3000,
      onUndecided: (found) => `file ${stored.push(found)}`,
    });
    expect(stored).toHaveLength(report.undecided);
    expect(report.undecidedCases[0]!.file).toBe('file 1');
    expect(Number(stored[0]!.instance) % 1000).toBe(0);
  });

  it('decides the same whatever runs in parallel', async () => {
    const claim = belowBound({ largest: 999, bound: 970 });
    const delayed: CheckOptions['execute'] = async (job) => {
      await new Promise((resolve) => setTimeout(resolve, Math.abs(job.seed % 3)));
      return inThisProcess([claim])(job);
    };
    const [alone, together] = [await run(claim), await run(claim, { parallel: 5, execute: delayed })];
    expect({ ...together, seconds: 0 }).toEqual({ ...alone, seconds: 0 });
  });
});
