import type fc from 'fast-check';
import { l2Margin } from '../../oracles/l2-margin.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { affordableFew } from '../../src/generators/datasets.ts';

/** Flows on few points of given data, which must be separable. */
export function onSeparable<Case>(cases: (points: ReturnType<typeof affordableFew>) => fc.Arbitrary<Case>) {
  return (data: Dataset) =>
    l2Margin(data).status === 'optimal'
      ? cases(affordableFew(data))
      : { unmet: 'separable: no w separates the data through the origin' };
}
