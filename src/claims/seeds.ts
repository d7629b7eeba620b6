import { createHash } from 'node:crypto';
import fc from 'fast-check';

/**
 * The seed of one case: a case is a pure function of (claim, control, run seed, index), so any case of any run
 * can be drawn again alone and in any order.
 */
export function caseSeed(runSeed: number, label: string, index: number): number {
  return createHash('sha256').update(`${runSeed}/${label}/${index}`).digest().readInt32LE(0);
}

/** The instance that an arbitrary draws from one seed. */
export function drawCase<Case>(cases: fc.Arbitrary<Case>, seed: number): Case {
  return fc.sample(cases, { seed, numRuns: 1 })[0]!;
}

/** A fresh run seed, to be announced. */
export function freshSeed(): number {
  return Math.floor(Math.random() * 0x7fffffff);
}
