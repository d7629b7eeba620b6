import type { Model } from '../../../src/models/model.ts';

/**
 * The sets of parameters that can die along the flow of a model, each set as a whole: a coordinate of a diagonal net, one of the two powers of its
 * ± form, an outer weight of a ReLU filter (whose patch is then dark). Parameters of models that are not listed only ever
 * vanish as the equations of a KKT point say.
 */
export function mortalParts({ spec, dimension, degree, parameterCount }: Model): number[][] {
  const [name, argument] = spec.split(':');
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, j) => j);
  switch (name) {
    case 'diagonal':
      return upTo(dimension).map((j) => upTo(degree).map((l) => l * dimension + j));
    case 'diagonal-relu':
      return upTo(dimension).map((j) => [j, dimension + j]);
    case 'diagonal-pm':
      return upTo(parameterCount).map((j) => [j]);
    case 'convolution-relu':
      return upTo(parameterCount - Number(argument)).map((j) => [Number(argument) + j]);
    default:
      return [];
  }
}
