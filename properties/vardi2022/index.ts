import type { AnyClaim } from '../../src/claims/claim.ts';
import { V1 } from './V1-deep-linear.ts';
import { V2 } from './V2-dead-neuron.ts';
import { V3 } from './V3-kinks.ts';
import { V4 } from './V4-dead-coordinate.ts';
import { V5 } from './V5-live-coordinates.ts';
import { V6 } from './V6-diagonal-relu.ts';
import { V7 } from './V7-deep-diagonal.ts';
import { V8 } from './V8-convolution.ts';
import { V9 } from './V9-one-layer.ts';

/** When the KKT point of the limit is optimal, in reading order. */
export const vardi2022: readonly AnyClaim[] = [V1, V2, V3, V4, V5, V6, V7, V8, V9];
