import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { alignment } from './alignment.ts';
import { balancingDepth } from './balancing-depth.ts';
import { hintConditions } from './hint-conditions.ts';
import { largeStarts } from './large-starts.ts';
import { marginsAgainstOptimum } from './margins-against-optimum.ts';
import { neuronDirections } from './neuron-directions.ts';
import { oneSignedRatio } from './one-signed-ratio.ts';

/** What the report on lyu2021 shows, in reading order. */
export const exhibits: readonly Exhibit[] = [
  neuronDirections,
  oneSignedRatio,
  balancingDepth,
  largeStarts,
  alignment,
  marginsAgainstOptimum,
  hintConditions,
];
