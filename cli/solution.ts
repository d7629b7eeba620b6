import type { Certificate } from '../oracles/certificate.ts';
import { checkCertificate } from '../oracles/checker/check.ts';
import { l2Margin } from '../oracles/l2-margin.ts';
import type { Dataset } from '../src/data/dataset.ts';
import { squareRootBounds } from '../src/numbers/square-root.ts';

/** The object that `solve --format json` prints; every number that is exact is text. */
export type Solution =
  | {
      readonly format: 'farkas/solution@1';
      readonly problem: 'l2';
      readonly status: 'optimal';
      readonly marginSquared: string;
      /** The margin of a unit-norm separator: nearest double, and rational bounds 2^−96 apart relatively. */
      readonly margin: { readonly value: number; readonly lower: string; readonly upper: string };
      readonly solution: { readonly w: readonly string[]; readonly multipliers: readonly string[] };
      readonly certificate: Certificate;
    }
  | {
      readonly format: 'farkas/solution@1';
      readonly problem: 'l2';
      readonly status: 'infeasible';
      readonly solution: { readonly combination: readonly string[] };
      readonly certificate: Certificate;
    };

/** The exact ℓ2 max margin of a data set, its certificate accepted by the checker. */
export function solveL2(data: Dataset): Solution {
  const result = l2Margin(data);
  const checked = checkCertificate(result.certificate);
  if (!checked.accepted) throw new Error(`the checker rejects our own certificate: ${checked.message}`);
  const head = { format: 'farkas/solution@1', problem: 'l2', certificate: result.certificate } as const;
  if (result.status === 'infeasible')
    return { ...head, status: 'infeasible', solution: { combination: result.combination.map(String) } };
  const { lower, upper } = squareRootBounds(result.marginSquared);
  return {
    ...head,
    status: 'optimal',
    marginSquared: String(result.marginSquared),
    margin: {
      value: Math.sqrt(result.marginSquared.toNumber()),
      lower: String(lower),
      upper: String(upper),
    },
    solution: { w: result.w.map(String), multipliers: result.multipliers.map(String) },
  };
}
