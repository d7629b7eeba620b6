import type { AnyClaim } from '../../src/claims/claim.ts';

/** Cases a claim and cases a control. Soak runs until it is stopped: its cases are those of one round. */
export const PROFILES = {
  quick: { cases: 20, controlCases: 6 },
  full: { cases: 200, controlCases: 40 },
  soak: { cases: 20, controlCases: 6 },
} as const;

export type Profile = keyof typeof PROFILES;

/** How many cases a profile asks of a claim and of each of its controls; `runs` takes the place of the first. */
export function casesOf(
  claim: AnyClaim,
  profile: Profile,
  runs?: number,
): { cases: number; controlCases: number } {
  const usual = PROFILES[profile];
  const costly = claim.costly?.[profile === 'full' ? 'full' : 'quick'] ?? Number.POSITIVE_INFINITY;
  const cases = runs ?? Math.min(usual.cases, costly);
  return { cases, controlCases: Math.min(usual.controlCases, cases, costly) };
}
