import { catalogue } from '../properties/catalogue.ts';
import type { AnyClaim } from '../src/claims/claim.ts';
import { BadInput } from '../src/data/bad-input.ts';
import { isClaimFile, loadClaims } from './load-claims.ts';

/**
 * The claims that names stand for: ids (L2), papers (lyu2021) or files of claims (./my-claim.ts); the whole catalogue
 * when none is given. Case is ignored. @throws BadInput
 */
export async function selectClaims(names: readonly string[]): Promise<readonly AnyClaim[]> {
  if (names.length === 0) return catalogue;
  const wanted = new Set<AnyClaim>();
  for (const name of names)
    for (const claim of isClaimFile(name) ? await loadClaims(name) : named(name)) wanted.add(claim);
  const ids = [...wanted].map((claim) => claim.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw new BadInput({
      file: 'command line',
      path: 'CLAIM',
      expected: 'claims of different ids',
      found: `two claims "${twice}"`,
    });
  const own = [...wanted].filter((claim) => !catalogue.includes(claim));
  return [...catalogue.filter((claim) => wanted.has(claim)), ...own];
}

/** The one claim that a name stands for. @throws BadInput */
export async function selectClaim(name: string): Promise<AnyClaim> {
  const claims = await selectClaims([name]);
  if (claims.length === 1) return claims[0]!;
  throw new BadInput({
    file: 'command line',
    path: 'CLAIM',
    expected: 'one claim',
    found: `"${name}" with ${claims.map((claim) => claim.id).join(', ')}`,
  });
}

function named(name: string): readonly AnyClaim[] {
  const matches = (text: string) => text.toLowerCase() === name.toLowerCase();
  const found = catalogue.filter((claim) => matches(claim.id) || matches(claim.source.paper));
  if (found.length > 0) return found;
  throw new BadInput({
    file: 'command line',
    path: 'CLAIM',
    expected: `one of ${catalogue.map((claim) => claim.id).join(', ')}, a paper (${[...new Set(catalogue.map((claim) => claim.source.paper))].join(', ')}) or a file of claims (./my-claim.ts)`,
    found: `"${name}"`,
  });
}
