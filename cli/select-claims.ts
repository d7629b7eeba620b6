import { catalogue } from '../properties/catalogue.ts';
import type { AnyClaim } from '../src/claims/claim.ts';
import { BadInput } from '../src/data/bad-input.ts';

/** The claims that names stand for: ids (L2), or papers (lyu2021); all when none is given. Case is ignored. */
export function selectClaims(names: readonly string[]): readonly AnyClaim[] {
  if (names.length === 0) return catalogue;
  const wanted = new Set<AnyClaim>();
  for (const name of names) {
    const matches = (text: string) => text.toLowerCase() === name.toLowerCase();
    const found = catalogue.filter((claim) => matches(claim.id) || matches(claim.source.paper));
    if (found.length === 0)
      throw new BadInput({
        file: 'command line',
        path: 'CLAIM',
        expected: `one of ${catalogue.map((claim) => claim.id).join(', ')} or a paper (${[...new Set(catalogue.map((claim) => claim.source.paper))].join(', ')})`,
        found: `"${name}"`,
      });
    for (const claim of found) wanted.add(claim);
  }
  return catalogue.filter((claim) => wanted.has(claim));
}
