import type { AnyClaim } from '../../src/claims/claim.ts';
import { L1 } from './L1-optimum-is-linear.ts';
import { L2 } from './L2-small-start-reaches-it.ts';
import { L3 } from './L3-simplicity-first.ts';
import { L4 } from './L4-hints-break-it.ts';

/** Two-layer leaky ReLU on symmetric and on hinted data, in reading order. */
export const lyu2021: readonly AnyClaim[] = [L1, L2, L3, L4];
