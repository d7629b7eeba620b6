import { describe, expect, it } from 'vitest';
import { inThisProcess } from '../../src/claims/case-job.ts';
import type { AnyClaim } from '../../src/claims/claim.ts';
import { isExactNumber, type Json, pathsWhere, valueAt } from '../../src/hunting/exact-json.ts';
import { hunt } from '../../src/hunting/hunt.ts';
import { Rational } from '../../src/numbers/rational.ts';

const seed = Number(process.env['FARKAS_SEED']);
const MOST_POINTS = 4;
const LARGEST = 64n;
const TRUE_MILLISECONDS = 3_000;
const FALSE_MILLISECONDS = 60_000;
const SHRINK_MILLISECONDS = 30_000;

function hunting(claim: AnyClaim, milliseconds: number) {
  return hunt(claim, undefined, {
    seed,
    milliseconds,
    shrinkMilliseconds: SHRINK_MILLISECONDS,
    execute: inThisProcess([claim]),
    parallel: 1,
  });
}

/** The largest numerator or denominator of a case. */
function largestNumber(json: Json): bigint {
  const sizes = pathsWhere(json, isExactNumber).flatMap((path) =>
    Rational.parse(valueAt(json, path) as string)
      .abs()
      .toString()
      .split('/')
      .map(BigInt),
  );
  return sizes.reduce((most, size) => (size > most ? size : most), 0n);
}

/** False claims must be refuted by cases that a blackboard holds, and true ones must not. */
export function huntPlanted(falseClaims: readonly AnyClaim[], trueClaims: readonly AnyClaim[]): void {
  describe.each(falseClaims.map((claim) => [claim.id, claim] as const))('%s, which is false,', (_, claim) => {
    it('is refuted by few points of small numbers', { timeout: 200_000 }, async () => {
      const { hit } = await hunting(claim, FALSE_MILLISECONDS);
      expect(hit).toBeDefined();
      const { data } = hit!.instance as { data: { x: Json[] } };
      expect(data.x.length).toBeLessThanOrEqual(MOST_POINTS);
      expect(largestNumber(hit!.instance)).toBeLessThanOrEqual(LARGEST);
      const again = await claim.decide(claim.caseSchema.parse(hit!.instance), claim.prediction);
      expect(again).toEqual(hit!.decision);
    });
  });

  describe.each(trueClaims.map((claim) => [claim.id, claim] as const))('%s, which is true,', (_, claim) => {
    it('is not refuted', { timeout: 60_000 }, async () => {
      const { hit, decided } = await hunting(claim, TRUE_MILLISECONDS);
      expect(hit).toBeUndefined();
      expect(decided).toBeGreaterThan(0);
    });
  });
}
