import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import type { FlowCase } from '../../../src/generators/flow-cases.ts';
import { type Approach, approachOf } from '../approach.ts';
import { families } from '../cases.ts';

/** Runs with something to see: several points in two or three dimensions. */
const SIZE = { points: [4, 8], dimension: [2, 3] } as const;

/** A run of one model, carried until it is seen to approach its limit. */
export interface SampleApproach {
  readonly family: string;
  readonly instance: FlowCase;
  readonly approach: Approach;
}

/** `count` runs of each model, drawn from the seed; starts that no depth settles are left out. */
export function sampleApproaches(seed: number, count: number): SampleApproach[] {
  return families(SIZE).flatMap(({ name, cases }) =>
    Array.from({ length: count }, (_, index) => {
      const instance = drawCase(cases, caseSeed(seed, `exhibit ${name}`, index));
      const approach = approachOf(instance);
      return approach ? [{ family: name, instance, approach }] : [];
    }).flat(),
  );
}
