import type { Certificate } from '../../oracles/certificate.ts';
import { checkCertificate } from '../../oracles/checker/check.ts';
import type { Layer } from '../../oracles/checker/layer.ts';

/** What accepted certificates say of a point; undefined where they say nothing. */
export interface Standing {
  readonly kkt?: boolean;
  readonly local?: boolean;
  readonly global?: boolean;
}

type Claim = Certificate['claim'];

const OPTIMAL: Standing = { kkt: true, local: true, global: true };
const NOT_LOCAL: Standing = { local: false, global: false };
const exactKkt = ({ epsilonSquared, delta }: Claim): Standing =>
  epsilonSquared === '0' && delta === '0' ? { kkt: true } : {};

/** What each kind of certificate says of the point in its solution, for the problem in which one layer moves, or all do. */
const SAYS: Readonly<Record<string, (claim: Claim, layer: Layer) => Standing>> = {
  kkt: exactKkt,
  'diagonal-kkt': exactKkt,
  'l1-margin': () => OPTIMAL,
  'l2-margin': () => OPTIMAL,
  optimum: (claim, layer) =>
    claim['layer'] !== layer || claim['relativeGap'] !== '0'
      ? {}
      : claim['scope'] === 'global'
        ? OPTIMAL
        : { local: true },
  'strict-local-optimum': (_, layer) => (layer === 'all' ? { local: true } : {}),
  'diagonal-local-optimum': (_, layer) => (layer === 'all' ? { local: true } : {}),
  'not-local-optimum': (claim, layer) => (claim['layer'] === layer ? NOT_LOCAL : {}),
  'diagonal-not-local-optimum': (_, layer) => (layer === 'all' ? NOT_LOCAL : {}),
  'not-global-optimum': (claim, layer) => (claim['layer'] === layer ? { global: false } : {}),
  'diagonal-not-global-optimum': (_, layer) => (layer === 'all' ? { global: false } : {}),
};

/**
 * What is proved of a point by its certificates, or why they prove nothing: one is rejected, two speak of different points or data, or
 * they contradict one another. A margin certificate has a linear separator as its solution: that a network computes it at the
 * least cost, and so is optimal with it, is the claim's own argument.
 * @param layer the parameters that may move, the others held.
 */
export function standingOf(certificates: readonly Certificate[], layer: Layer = 'all'): Standing | string {
  const said: { kkt?: boolean; local?: boolean; global?: boolean } = {};
  const networks = new Set<string>();
  for (const certificate of certificates) {
    const checked = checkCertificate(certificate);
    if (!checked.accepted)
      return `the checker rejects the ${certificate.claim.kind} certificate: ${checked.message}`;
    const { kind } = certificate.claim;
    if (!kind.endsWith('-margin')) networks.add(JSON.stringify([certificate.data, certificate.solution]));
    const says = SAYS[kind]?.(certificate.claim, layer) ?? {};
    for (const key of ['kkt', 'local', 'global'] as const) {
      if (says[key] === undefined) continue;
      if (said[key] !== undefined && said[key] !== says[key])
        return `the certificates contradict one another on "${key}"`;
      said[key] = says[key];
    }
  }
  return networks.size > 1 ? 'the certificates speak of different points' : said;
}
