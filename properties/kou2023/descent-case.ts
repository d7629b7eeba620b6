import { z } from 'zod';
import { exactDataset, exactNumber } from '../../src/claims/exact-schemas.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { Rational } from '../../src/numbers/rational.ts';

/** A run of descent with m neurons of each sign from W(0) = 2^−halvings · start. */
export interface DescentCase {
  readonly data: Dataset;
  readonly alpha: Rational;
  /** η. */
  readonly stepSize: Rational;
  /** m rows of length d for each sign. */
  readonly start: {
    readonly plus: readonly (readonly Rational[])[];
    readonly minus: readonly (readonly Rational[])[];
  };
  readonly halvings: number;
}

export const MOST_HALVINGS = 200;

export const descentCase: z.ZodType<DescentCase> = z
  .strictObject({
    data: exactDataset,
    alpha: exactNumber.refine((alpha) => alpha.sign() >= 0 && alpha.compare(Rational.ONE) <= 0),
    stepSize: exactNumber.refine((step) => step.sign() > 0),
    start: z.strictObject({
      plus: z.array(z.array(exactNumber)).min(1),
      minus: z.array(z.array(exactNumber)).min(1),
    }),
    halvings: z.int().min(0).max(MOST_HALVINGS),
  })
  .refine(({ data, start: { plus, minus } }) => {
    const dimension = data.x[0]!.length;
    return plus.length === minus.length && [...plus, ...minus].every((row) => row.length === dimension);
  }, 'expected as many neurons of each sign, of the dimension of the data');

/** A case can lose points, coordinates, and a neuron of each sign. */
export const DESCENT_AXES = {
  points: ['data.x', 'data.y'],
  coordinates: ['data.x.*', 'start.plus.*', 'start.minus.*'],
  neurons: ['start.plus', 'start.minus'],
} as const;

/** m. */
export function widthOf({ start }: DescentCase): number {
  return start.plus.length;
}

/** The 2m rows of the start. */
export function neuronsOf({ start }: DescentCase): (readonly Rational[])[] {
  return [...start.plus, ...start.minus];
}

export const CONTRADICTORY = 'two points on one ray have opposite labels';

/** Two points on one ray of opposite labels, which no net without bias tells apart. */
export function contradictory({ x, y }: Dataset): boolean {
  return x.some((row, i) =>
    x.slice(0, i).some((other, k) => {
      if (y[i] === y[k]) return false;
      const product = innerProduct(row, other);
      const squares = innerProduct(row, row).mul(innerProduct(other, other));
      return product.sign() >= 0 && product.mul(product).equals(squares);
    }),
  );
}
