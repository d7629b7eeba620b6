import type { AnyClaim } from '../src/claims/claim.ts';
import { F1 } from './foundations/F1-monotone.ts';
import { F2 } from './foundations/F2-kkt.ts';
import { F4 } from './foundations/F4-conservation.ts';
import { F5 } from './foundations/F5-linear.ts';
import { L1 } from './lyu2021/L1-optimum-is-linear.ts';
import { L2 } from './lyu2021/L2-small-start-reaches-it.ts';

/** Every claim that the suite decides, in reading order. */
export const catalogue: readonly AnyClaim[] = [F1, F2, F4, F5, L1, L2];
