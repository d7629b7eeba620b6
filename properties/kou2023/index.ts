import type { AnyClaim } from '../../src/claims/claim.ts';
import { K1 } from './K1-loss-and-norm.ts';
import { K2 } from './K2-margins-equalise.ts';
import { K3 } from './K3-leaky-stable-rank.ts';
import { K4 } from './K4-relu-stable-rank.ts';
import { K5 } from './K5-flow-limits.ts';
import { K6 } from './K6-digits.ts';

/** Discrete descent on nearly orthogonal data, in reading order. */
export const kou2023: readonly AnyClaim[] = [K1, K2, K3, K4, K5, K6];
