import type fc from 'fast-check';
import { l2Margin } from '../oracles/l2-margin.ts';
import type { Hypothesis } from '../src/claims/claim.ts';
import type { Dataset } from '../src/data/dataset.ts';

/**
 * The hypothesis of claims that speak of a separator.
 * @param without cases on data that has none.
 */
export function separableData<Case extends { readonly data: Dataset }>(
  without: fc.Arbitrary<Case>,
): Hypothesis<Case> {
  return {
    id: 'separable',
    statement: 'some w has y⟨w,x⟩ > 0 at every point',
    holds: ({ data }) => l2Margin(data).status === 'optimal',
    without,
  };
}
