import type { AnyClaim } from '../../src/claims/claim.ts';

/** When the KKT point of the limit is optimal, in reading order. */
export const vardi2022: readonly AnyClaim[] = [];
