import type { AnyClaim } from '../../src/claims/claim.ts';
import { L1 } from './L1-optimum-is-linear.ts';
import { L2 } from './L2-small-start-reaches-it.ts';

/** Two-layer leaky ReLU on symmetric data, in reading order. */
export const lyu2021: readonly AnyClaim[] = [L1, L2];
