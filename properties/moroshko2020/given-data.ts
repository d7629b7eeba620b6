import { l2Margin } from '../../oracles/l2-margin.ts';
import type { Dataset } from '../../src/data/dataset.ts';

/** Above this a run has too many parameters for a case that should take a second. */
const MOST_COORDINATES = 20;

/** Why given data is no case of these claims, if it is none. */
export function unfit(data: Dataset): string | undefined {
  const dimension = data.x[0]!.length;
  if (dimension > MOST_COORDINATES)
    return `small: it has ${dimension} coordinates, and runs of these depths take at most ${MOST_COORDINATES}`;
  if (l2Margin(data).status !== 'optimal') return 'separable: no w separates the data through the origin';
  return undefined;
}
