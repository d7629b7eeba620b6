import { describe, expect, it } from 'vitest';
import { kernelOver } from '../../src/linalg/kernel.ts';
import { parseModel } from '../../src/models/parse.ts';
import { samplesOf } from '../../src/models/samples.ts';
import { arithmetic } from '../../src/numbers/arithmetic.ts';

/** One point (1, 1), at parameters with a first pre-activation of 1, 0 or −1 where every other factor is 1. */
const NETS: readonly [spec: string, alpha: number, theta: (z: number) => number[]][] = [
  ['two-layer:1:0.25', 0.25, (z) => [z, 0, 1]],
  ['two-layer:1:0', 0, (z) => [z, 0, 1]],
  ['two-layer-fixed:1:0.5', 0.5, (z) => [z, 0, -1, -1]],
  ['diagonal-relu', 0, (z) => [z, -1, 1, 1]],
  ['convolution-relu:2', 0, (z) => [z, 0, 1]],
];

describe.each(['double', 'dd', 30] as const)('slopes in %s arithmetic', (precision) => {
  it.each(NETS)('%s: 1 above the kink, α below it and exactly on it', (spec, alpha, theta) => {
    const kernel = kernelOver(arithmetic(precision as 'dd'));
    const { fromNumber, toNumber } = kernel.field;
    const data = { points: 1, dimension: 2, x: Float64Array.of(1, 1), y: Float64Array.of(1) };
    const model = parseModel(spec, 2);
    const network = model.on(kernel, samplesOf(kernel, data));
    const firstSlope = (z: number) => {
      const at = kernel.vector(model.parameterCount);
      for (const [j, value] of theta(z).entries()) at[j] = fromNumber(value);
      network.evaluate(at);
      const gradient = kernel.vector(model.parameterCount);
      network.gradient(0, gradient, 0);
      return toNumber(gradient[0]!);
    };
    expect([1, 0, -1].map(firstSlope)).toEqual([1, alpha, alpha]);
  });
});
