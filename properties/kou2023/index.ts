import type { AnyClaim } from '../../src/claims/claim.ts';

/** Discrete descent on nearly orthogonal data, in reading order. */
export const kou2023: readonly AnyClaim[] = [];
