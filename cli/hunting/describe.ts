import type { AnyClaim, Hypothesis } from '../../src/claims/claim.ts';
import type { HuntReport, HuntState } from '../../src/hunting/hunt.ts';
import { showInstance } from './show-instance.ts';

/** "123 cases (4 undecided), nearest 0.98": where a hunt stands. */
export function describeState(claim: AnyClaim, state: HuntState): string {
  const [nearest] = state.nearMisses;
  const gap = nearest ? `, nearest ${claim.gap} = ${nearest.gap.toPrecision(4)}` : '';
  return `${state.decided} cases (${state.undecided} undecided)${gap}`;
}

/** A search that had little chance says so. */
function undrawn(claim: AnyClaim, { id }: Hypothesis<unknown>): string {
  const moves = claim.gap === undefined ? 'nothing else was tried' : 'only moves around them could miss it';
  return `${claim.id} draws no cases that miss "${id}" (Hypothesis.without): all draws satisfied it, and ${moves}`;
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
  if (!report.hit) {
    const { open } = report;
    const found = [
      asked,
      `no counterexample in ${describeState(claim, report)}`,
      ...(open ? [`undecided first: the case of seed ${open.seed}: ${open.why}`] : []),
    ].join('\n');
    return dropped && !dropped.without ? `${found}\n${undrawn(claim, dropped)}` : found;
  }
  const { instance, decision } = report.hit;
  return [
    asked,
    `refuted (${decision.evidence}): ${decision.why}`,
    showInstance(instance),
    `found after ${report.decided} cases; stored in ${file}`,
    `decide it again: farkas replay ${file}`,
  ].join('\n');
}
