import type { AnyClaim, Hypothesis } from '../../src/claims/claim.ts';
import type { HuntReport, HuntState } from '../../src/hunting/hunt.ts';

/** "123 cases (4 undecided), nearest 0.98": where a hunt stands. */
export function describeState(claim: AnyClaim, state: HuntState): string {
  const [nearest] = state.nearMisses;
  const gap = nearest ? `, nearest ${claim.gap} = ${nearest.gap.toPrecision(4)}` : '';
  return `${state.decided} cases (${state.undecided} undecided)${gap}`;
}

/** What a hunt found, for people. */
export function describeHunt(
  claim: AnyClaim,
  without: string | undefined,
  report: HuntReport,
  file: string | undefined,
): string {
  const dropped = (claim.hypotheses as Hypothesis<unknown>[]).find(({ id }) => id === without);
  const asked = `${claim.id}, ${claim.title}${dropped ? `, without "${dropped.statement}"` : ', as stated'}`;
  if (!report.hit) return `${asked}\nno counterexample in ${describeState(claim, report)}`;
  const { instance, decision } = report.hit;
  return [
    asked,
    `refuted (${decision.evidence}): ${decision.why}`,
    JSON.stringify(instance, null, 1).replace(/\n\s*(?=["\d\]-])/g, ' '),
    `found after ${report.decided} cases; stored in ${file}`,
    `decide it again: farkas replay ${file}`,
  ].join('\n');
}
