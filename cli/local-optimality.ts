import type { Certificate } from '../oracles/certificate.ts';
import type { ExactPatternPoint } from '../oracles/kkt/exact-pattern.ts';
import { decideLocalOptimality } from '../oracles/local-optimality/decide.ts';
import type { Dataset } from '../src/data/dataset.ts';
import { accepted } from './solve/solution.ts';

/** Whether an exact KKT point can be improved nearby, as the commands print it. */
export interface LocalVerdict {
  readonly verdict: 'optimal' | 'refuted' | 'undecided';
  /** What it is compared with, where it is optimal: nets nearby, or all of its width. */
  readonly scope?: 'local' | 'global';
  /** A clause that goes on after the verdict and a colon. */
  readonly why: string;
  readonly certificate?: Certificate;
}

export function localVerdict(data: Dataset, point: ExactPatternPoint): LocalVerdict {
  const decided = decideLocalOptimality(data, point.network, point.multipliers, point.slopes);
  switch (decided.verdict) {
    case 'undecided':
      return { verdict: 'undecided', why: decided.why };
    case 'refuted':
      return {
        verdict: 'refuted',
        why: `a curve of order ${decided.order} leads from it to shorter nets of the same margins`,
        certificate: accepted(decided.certificate),
      };
    case 'optimal': {
      const gap = decided.relativeGap.toNumber();
      const rounding = gap === 0 ? '' : `, to a fraction ${gap.toExponential(0)} of its cost`;
      const rivals =
        decided.scope === 'global' ? 'no net of its width is shorter' : 'no net nearby is shorter';
      return {
        verdict: 'optimal',
        scope: decided.scope,
        why: `${rivals}${rounding}`,
        certificate: accepted(decided.certificate),
      };
    }
  }
}
