import type { Layer } from '../../oracles/checker/layer.ts';
import { allOf, type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { decideLost, decideTendency, runsOf } from './approach.ts';
import type { Limit } from './cell.ts';
import { type Standing, standingOf } from './standing.ts';

const NAMES = { kkt: 'a KKT point', local: 'a local optimum', global: 'a global optimum' } as const;

/** Whether a run draws near its asserted limit at the predicted rate, on all points. */
export function decideApproach({ flow, distance, rate }: Limit): Decision {
  const runs = runsOf(flow);
  return decideLost(runs) ?? decideTendency('distance', runs, ({ direction }) => distance(direction!), rate);
}

/**
 * Whether the certificates prove what is asserted of the limit.
 * @param layer the parameters that may move, the others held.
 */
export function decideStanding(
  { certificates }: Pick<Limit, 'certificates'>,
  asserted: Standing,
  layer: Layer = 'all',
): Decision {
  const standing = standingOf(certificates, layer);
  if (typeof standing === 'string') return undecided(standing);
  for (const key of ['kkt', 'local', 'global'] as const) {
    if (asserted[key] === undefined || asserted[key] === standing[key]) continue;
    if (standing[key] === undefined)
      return undecided(`no certificate says whether the limit is ${NAMES[key]}`);
    return refutes(
      'proved',
      `the limit is ${asserted[key] ? 'not ' : ''}${NAMES[key]}${layer === 'all' ? '' : ` in its ${layer}`}: there is a certificate`,
    );
  }
  return supports('proved');
}

/** The run tends to its limit (measured), and the limit is what is asserted (proved). */
export function decideLimit(limit: Limit, asserted: Standing): Decision {
  const standing = decideStanding(limit, asserted);
  // A proof against the assertion needs no run.
  return standing.outcome === 'refutes' ? standing : allOf([standing, decideApproach(limit)]);
}
