import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { separable } from '../../src/generators/datasets.ts';
import {
  deepLinearFlowCases,
  diagonalFlowCases,
  type FlowCase,
  linearFlowCases,
  twoLayerFlowCases,
} from '../../src/generators/flow-cases.ts';
import { smallerFlows } from '../../src/generators/smaller-flows.ts';
import { kernelOver } from '../../src/linalg/kernel.ts';
import { parseModel } from '../../src/models/parse.ts';
import { samplesOf } from '../../src/models/samples.ts';
import { float64 } from '../../src/numbers/float64.ts';
import { Rational } from '../../src/numbers/rational.ts';

const data = separable({ points: [1, 3], dimension: [1, 3] });
const flows = fc.oneof(
  linearFlowCases(data),
  deepLinearFlowCases(data),
  diagonalFlowCases(data),
  twoLayerFlowCases(data),
);

function marginsOf({ model, data: points, start }: FlowCase): number[] {
  const kernel = kernelOver(float64);
  const samples = samplesOf(kernel, points);
  const network = parseModel(model, samples.dimension).on(kernel, samples);
  network.evaluate(Float64Array.from(start, (value) => value.toNumber()));
  return Array.from(network.margins);
}

describe('the runs with one part less', () => {
  it('are runs of a smaller model of the same kind', () => {
    fc.assert(
      fc.property(flows, (flow) => {
        for (const smaller of smallerFlows(flow)) {
          const model = parseModel(smaller.model, smaller.data.x[0]!.length);
          expect(model.parameterCount).toBe(smaller.start.length);
          expect(smaller.start.length).toBeLessThan(flow.start.length);
          expect(smaller.model.split(':')[0]).toBe(flow.model.split(':')[0]);
          expect(marginsOf(smaller)).toHaveLength(flow.data.y.length);
        }
      }),
    );
  });

  it('have one without the idle neuron and the idle coordinate, and it computes the same', () => {
    const [zero, one, two] = [Rational.ZERO, Rational.ONE, Rational.of(2n)];
    const flow: FlowCase = {
      model: 'two-layer:2:0.5',
      loss: 'logistic',
      data: {
        name: 'flat',
        x: [
          [one, zero],
          [two, zero],
        ],
        y: [1, 1],
      },
      start: [two, one, one, two, one, zero],
    };
    const same = smallerFlows(flow).filter(
      (smaller) => String(marginsOf(smaller)) === String(marginsOf(flow)),
    );
    expect(same.map(({ model, data: { x } }) => [model, x[0]!.length])).toEqual([
      ['two-layer:1:0.5', 2],
      ['two-layer:2:0.5', 1],
    ]);
  });

  it('have one without a layer of ones', () => {
    const whole = (...values: bigint[]) => values.map((value) => Rational.of(value));
    const points = { name: 'one point', x: [whole(3n, 4n)], y: [1 as const] };
    const deep: FlowCase = {
      model: 'deep-linear:1,1',
      loss: 'logistic',
      data: points,
      start: whole(2n, 5n, 1n, 7n),
    };
    const diagonal: FlowCase = { ...deep, model: 'diagonal:3', start: whole(2n, 5n, 1n, 1n, 3n, 7n) };
    for (const flow of [deep, diagonal])
      expect(
        smallerFlows(flow).some(
          (smaller) => smaller.data === points && marginsOf(smaller)[0] === marginsOf(flow)[0],
        ),
      ).toBe(true);
  });
});
