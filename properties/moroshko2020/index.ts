import type { AnyClaim } from '../../src/claims/claim.ts';
import { M1 } from './M1-closed-form.ts';
import { M2 } from './M2-ultimate-limit.ts';
import { M3 } from './M3-kernel-regime.ts';
import { M4 } from './M4-in-between.ts';
import { M5 } from './M5-loss-needed.ts';

import { M6 } from './M6-depth-three.ts';

/** Diagonal nets between the ℓ2 and the ℓ1 margin, in reading order. */
export const moroshko2020: readonly AnyClaim[] = [M1, M2, M3, M4, M5, M6];
