import type { AnyClaim } from '../src/claims/claim.ts';
import type { Dataset } from '../src/data/dataset.ts';

/** Claims with their cases drawn on one data set, and those that do not speak of it. */
export interface ClaimsOnData {
  readonly claims: readonly AnyClaim[];
  readonly notApplicable: readonly { readonly id: string; readonly why: string }[];
}

/** Restricts claims to a data set: only starts are drawn then. Controls keep their own cases. */
export function onData(claims: readonly AnyClaim[], data: Dataset | undefined): ClaimsOnData {
  if (!data) return { claims, notApplicable: [] };
  const restricted: AnyClaim[] = [];
  const notApplicable: { id: string; why: string }[] = [];
  for (const claim of claims) {
    const cases = claim.onData?.(data) ?? { unmet: 'the claim draws its own data' };
    if ('unmet' in cases) notApplicable.push({ id: claim.id, why: cases.unmet });
    else restricted.push({ ...claim, cases });
  }
  return { claims: restricted, notApplicable };
}
