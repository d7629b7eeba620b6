import { describe, expect, it } from 'vitest';
import { inThisProcess } from '../../src/claims/case-job.ts';
import { type AnyClaim, type Claim, violated } from '../../src/claims/claim.ts';
import { isExactNumber, type Json, pathsWhere, valueAt } from '../../src/hunting/exact-json.ts';
import { hunt } from '../../src/hunting/hunt.ts';
import { Rational } from '../../src/numbers/rational.ts';

const seed = Number(process.env['FARKAS_SEED']);
const MOST_POINTS = 4;
const LARGEST = 64n;
/** A hunt ends with its first hit; a true claim takes all of its time. */
const FALSE_MILLISECONDS = 60_000;
const TRUE_MILLISECONDS = 3_000;
const SHRINK_MILLISECONDS = 30_000;

/** A claim that is known to be false, or to be true. */
export interface Planted {
  readonly claim: AnyClaim;
  /** What it is called, where several are made of one claim. */
  readonly name?: string;
}

export interface PlantedFalse extends Planted {
  /** What its counterexample must say. */
  readonly why?: RegExp;
  /** The most points of its counterexample: 4, or 6 where symmetry forces pairs. */
  readonly points?: number;
}

/** The claim without one of its hypotheses, on what is drawn where that is dropped. */
export function unconditional<Case, Variant>(claim: Claim<Case, Variant>, id: string): Claim<Case, Variant> {
  const dropped = claim.hypotheses.find((hypothesis) => hypothesis.id === id);
  if (!dropped?.without) throw new Error(`expected ${claim.id} to be drawn without "${id}"`);
  return {
    ...claim,
    hypotheses: claim.hypotheses.filter((hypothesis) => hypothesis !== dropped),
    cases: dropped.without,
  };
}

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

const named = <P extends Planted>(planted: readonly P[]) =>
  planted.map((each) => [each.name ?? each.claim.id, each] as const);

/** False claims must be refuted by cases that a blackboard holds, and true ones must not. */
export function huntPlanted(falseClaims: readonly PlantedFalse[], trueClaims: readonly Planted[]): void {
  describe('a planted claim that is false is refuted by few points of small numbers', () => {
    it.each(named(falseClaims))(
      '%s',
      { timeout: FALSE_MILLISECONDS + 3 * SHRINK_MILLISECONDS },
      async (_, { claim, why = /./, points = MOST_POINTS }) => {
        const { hit } = await hunting(claim, FALSE_MILLISECONDS);
        expect(hit).toBeDefined();
        const { instance, decision } = hit!;
        expect(decision.why).toMatch(why);
        expect((instance as { data: { x: Json[] } }).data.x.length).toBeLessThanOrEqual(points);
        expect(largestNumber(instance)).toBeLessThanOrEqual(LARGEST);
        const read = claim.caseSchema.parse(instance);
        expect(violated(claim, read)).toEqual([]);
        expect(await claim.decide(read, claim.prediction)).toEqual(decision);
      },
    );
  });

  describe('a planted claim that is true is not refuted', () => {
    it.each(named(trueClaims))('%s', { timeout: 60_000 }, async (_, { claim }) => {
      const { hit, decided } = await hunting(claim, TRUE_MILLISECONDS);
      expect(hit).toBeUndefined();
      expect(decided).toBeGreaterThan(0);
    });
  });
}
