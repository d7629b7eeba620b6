import type { ClaimReport } from '../claims/verdict.ts';

const escapeXml = (text: string) =>
  text.replace(/[<>&"]/g, (c) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' })[c]!);

/** A JUnit XML report: one test suite, one test case a claim; anything but `holds` is a failure or a skip. */
export function junit(claims: readonly ClaimReport[]): string {
  const failures = claims.filter((claim) => claim.verdict === 'refuted').length;
  const open = claims.filter((claim) => claim.verdict !== 'refuted' && claim.verdict !== 'holds').length;
  const seconds = claims.reduce((sum, claim) => sum + claim.seconds, 0);
  const cases = claims.map((claim) => {
    const name = escapeXml(`${claim.id} ${claim.title}`);
    const why = escapeXml(claim.why ?? '');
    const inside =
      claim.verdict === 'holds'
        ? ''
        : claim.verdict === 'refuted'
          ? `<failure message="${why}"/>`
          : `<error type="${claim.verdict}" message="${why}"/>`;
    const where = `classname="farkas.${escapeXml(claim.source.paper)}"`;
    return `    <testcase ${where} name="${name}" time="${claim.seconds.toFixed(3)}">${inside}</testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${claims.length}" failures="${failures}" errors="${open}" time="${seconds.toFixed(3)}">`,
    `  <testsuite name="farkas" tests="${claims.length}" failures="${failures}" errors="${open}" time="${seconds.toFixed(3)}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
