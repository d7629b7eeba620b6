import fc from 'fast-check';
import { l2Margin } from '../../oracles/l2-margin.ts';
import type { Hypothesis } from '../../src/claims/claim.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { unseparable } from '../../src/generators/datasets.ts';
import {
  deepLinearFlowCases,
  diagonalFlowCases,
  diagonalPmFlowCases,
  type FlowCase,
  linearFlowCases,
} from '../../src/generators/flow-cases.ts';
import { float64Kernel } from '../../src/linalg/float64.ts';
import { parseModel } from '../../src/models/parse.ts';
import { samplesOf } from '../../src/models/samples.ts';

/** Models whose functions are a subset of the linear ones, with stationary points that misclassify: separable data does not suffice for them. */
const CONFINED = ['convolution', 'convolution-relu', 'diagonal-relu'];

/** Whether every point is on its right side at the start. */
function classifiedAtStart({ model: spec, data, start }: FlowCase): boolean {
  const model = parseModel(spec, data.x[0]!.length);
  const network = model.on(float64Kernel, samplesOf(float64Kernel, data));
  network.evaluate(Float64Array.from(start, (value) => value.toNumber()));
  return data.x.every((_, i) => network.margins[i]! > 0);
}

/** So that n𝓛 < ℓ(0) is reached. */
export const reachesSeparation: Hypothesis<FlowCase> = {
  id: 'separable',
  statement:
    'some w has y⟨w,x⟩ > 0 at every point, or, of filters, the start classifies every point (so that n𝓛 < ℓ(0) is reached)',
  holds: (instance) =>
    CONFINED.includes(instance.model.split(':')[0]!)
      ? classifiedAtStart(instance)
      : l2Margin(instance.data).status === 'optimal',
  without: fc.oneof(
    linearFlowCases(unseparable()),
    deepLinearFlowCases(unseparable()),
    diagonalFlowCases(unseparable()),
    diagonalPmFlowCases(unseparable()),
  ),
};

/** Cases on given data, for claims that it must be separable for. */
export function onSeparable(cases: (data: Dataset) => fc.Arbitrary<FlowCase>) {
  return (data: Dataset) =>
    l2Margin(data).status === 'optimal'
      ? cases(data)
      : { unmet: 'separable: no w separates the data through the origin' };
}
