import type { AnyClaim } from '../../src/claims/claim.ts';

/** Diagonal nets between the ℓ2 and the ℓ1 margin, in reading order. */
export const moroshko2020: readonly AnyClaim[] = [];
