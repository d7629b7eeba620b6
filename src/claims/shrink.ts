import fc from 'fast-check';
import { drawCase } from './seeds.ts';

/** A smaller instance on which `fails` is still true, and how many smaller instances were tried. */
export interface Shrunk<Case> {
  readonly instance: Case;
  readonly tried: number;
}

/**
 * Shrinks the instance drawn from `seed` by fast-check's own shrinker, within a time budget.
 * @param fails must be true of the drawn instance.
 */
export async function shrinkCase<Case>(
  cases: fc.Arbitrary<Case>,
  seed: number,
  fails: (instance: Case) => Promise<boolean>,
  milliseconds: number,
): Promise<Shrunk<Case>> {
  const deadline = Date.now() + milliseconds;
  let smallest = drawCase(cases, seed);
  let tried = 0;
  await fc.check(
    fc.asyncProperty(cases, async (instance) => {
      if (Date.now() > deadline) return true;
      tried += 1;
      if (!(await fails(instance))) return true;
      smallest = instance;
      return false;
    }),
    { seed, numRuns: 1 },
  );
  return { instance: smallest, tried };
}
