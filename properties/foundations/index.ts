import type { AnyClaim } from '../../src/claims/claim.ts';
import { F1 } from './F1-monotone.ts';
import { F2 } from './F2-kkt.ts';
import { F3 } from './F3-alignment.ts';
import { F4 } from './F4-conservation.ts';
import { F5 } from './F5-linear.ts';

/** What all four papers stand on, in reading order. */
export const foundations: readonly AnyClaim[] = [F1, F2, F3, F4, F5];
