import { l2Margin } from '../../oracles/l2-margin.ts';
import type { Dataset } from '../../src/data/dataset.ts';

/** Of given data: a case of 784 dimensions takes from half a minute to minutes. */
const MOST_DIMENSIONS = 32;

/** Why flows on given data, mirrored, are not run; undefined where they are. */
export function unmetByData(data: Dataset): { readonly unmet: string } | undefined {
  const dimension = data.x[0]!.length;
  if (dimension > MOST_DIMENSIONS)
    return {
      unmet: `affordable: ${dimension} dimensions, where flows are followed deep in at most ${MOST_DIMENSIONS}`,
    };
  return l2Margin(data).status === 'optimal'
    ? undefined
    : { unmet: 'separable: no w separates the data through the origin' };
}
