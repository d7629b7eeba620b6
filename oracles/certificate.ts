import type { Dataset } from '../src/data/dataset.ts';
import type { Rational } from '../src/numbers/rational.ts';

/**
 * A claim with its proof, as one JSON value: every rational is exact text ("p/q"), labels and indices are
 * JSON integers. `oracles/checker/FORMAT.md` specifies each kind; only the checker says whether one is valid.
 */
export interface Certificate {
  readonly format: 'farkas/certificate@1';
  readonly claim: { readonly kind: string; readonly [field: string]: unknown };
  readonly data: unknown;
  readonly solution: unknown;
  readonly derivation: unknown;
}

/** The data part that most kinds share. */
export function certificateData(data: Dataset): { x: string[][]; y: number[] } {
  return { x: data.x.map((row) => row.map(String)), y: [...data.y] };
}

/** Multipliers λ ≥ 0, one a point, as the list of those that are not zero. */
export function certificateCombination(
  multipliers: readonly Rational[],
): { point: number; weight: string }[] {
  return multipliers.flatMap((value, point) =>
    value.sign() === 0 ? [] : [{ point, weight: String(value) }],
  );
}
