import type { Dataset } from '../src/data/dataset.ts';
import { Rational } from '../src/numbers/rational.ts';
import { type Certificate, certificateData } from './certificate.ts';
import { gcd, type IntegerPoints } from './linear/integer-points.ts';
import type { Weights } from './linear/least-norm.ts';

/** The data cannot be separated, by Gordan's theorem: some combination of the signed points is 0. */
export interface Infeasible {
  readonly status: 'infeasible';
  /** n coprime integers ≥ 0, not all 0, with Σ combination_i y_i x_i = 0. */
  readonly combination: readonly Rational[];
  readonly certificate: Certificate;
}

/** The result for weights on signed points that sum to 0. */
export function infeasible(
  data: Dataset,
  integers: IntegerPoints,
  { rows, numerators }: Weights,
): Infeasible {
  const content = numerators.reduce(gcd, 0n);
  const weights = numerators.map((value) => value / content);
  const used = rows
    .map((point, k) => ({ point, weight: weights[k]! }))
    .filter(({ weight }) => weight !== 0n)
    .sort((a, b) => a.point - b.point);
  const combination = new Array<Rational>(data.x.length).fill(Rational.ZERO);
  for (const { point, weight } of used) combination[point] = Rational.of(weight);
  return {
    status: 'infeasible',
    combination,
    certificate: {
      format: 'farkas/certificate@1',
      claim: { kind: 'infeasible' },
      data: certificateData(data, integers),
      solution: {},
      derivation: { combination: used.map(({ point, weight }) => ({ point, weight: String(weight) })) },
    },
  };
}
