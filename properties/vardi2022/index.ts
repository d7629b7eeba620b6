import type { AnyClaim } from '../../src/claims/claim.ts';
import { V1 } from './V1-deep-linear.ts';
import { V2 } from './V2-dead-neuron.ts';
import { V3 } from './V3-kinks.ts';
import { V9 } from './V9-one-layer.ts';

/** When the KKT point of the limit is optimal, in reading order. */
export const vardi2022: readonly AnyClaim[] = [V1, V2, V3, V9];
