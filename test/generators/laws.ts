import fc from 'fast-check';
import { expect } from 'vitest';

const exact = (value: unknown) => JSON.stringify(value);

/** The same seed draws the same value, and shrinks along the same path. */
export function sameSeedSameValue<T>(arbitrary: fc.Arbitrary<T>): void {
  const path = (seed: number) => {
    const seen: string[] = [];
    fc.check(
      fc.property(arbitrary, (value) => seen.push(exact(value)) > 1_000_000),
      { seed, numRuns: 1, endOnFailure: false },
    );
    return seen.slice(0, 50);
  };
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      expect(path(seed)).toEqual(path(seed));
    }),
    { numRuns: 5 },
  );
}

/** Every value that is drawn or met on the way to a smallest one is valid. */
export function alwaysValid<T>(arbitrary: fc.Arbitrary<T>, isValid: (value: T) => boolean): void {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      let invalid: T | undefined;
      let seen = 0;
      fc.check(
        fc.property(arbitrary, (value) => {
          if (!isValid(value)) invalid = value;
          seen += 1;
          return seen > 60;
        }),
        { seed, numRuns: 1 },
      );
      expect(invalid).toBeUndefined();
    }),
    { numRuns: 20 },
  );
}

/** The smallest value on which `fails` still holds, from a random seed. */
export function smallest<T>(arbitrary: fc.Arbitrary<T>, fails: (value: T) => boolean): T {
  const result = fc.check(
    fc.property(arbitrary, (value) => !fails(value)),
    { numRuns: 1000 },
  );
  return (result.counterexample as [T])[0];
}
