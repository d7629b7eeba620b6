import type { Dataset, Label } from '../src/data/dataset.ts';
import { type IntegerPoints, integerPoints } from './linear/integer-points.ts';

/**
 * A claim with its proof, as one JSON value: every number is exact text ("p/q"), labels and indices are
 * JSON integers. `oracles/checker/FORMAT.md` specifies each kind; only the checker says whether one is valid.
 */
export interface Certificate {
  readonly format: 'farkas/certificate@1';
  readonly claim: { readonly kind: string; readonly [field: string]: unknown };
  readonly data: CertificateData;
  readonly solution: unknown;
  readonly derivation: unknown;
}

/** Points as integers over one denominator, and labels. */
export interface CertificateData {
  readonly x: readonly (readonly string[])[];
  readonly denominator: string;
  readonly y: readonly Label[];
}

export function certificateData(
  data: Dataset,
  integers: IntegerPoints = integerPoints(data),
): CertificateData {
  return {
    x: integers.x.map((row) => row.map((value) => value.toString())),
    denominator: String(integers.denominator),
    y: [...data.y],
  };
}

/** Multipliers ≥ 0 on some points. */
export type CertificateCombination = readonly { readonly point: number; readonly weight: string }[];
