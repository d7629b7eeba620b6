import { selectClaims } from '../select-claims.ts';
import type { CheckedRun } from '../verify/check.ts';
import { type AskedRun, commandOf, versions } from '../verify/question.ts';
import { paperFiles, type ReportFiles } from './build.ts';

/** One page a paper of what a run of `verify` decided, without exhibits. */
export async function pagesOfRun(asked: AskedRun, { claims: reports }: CheckedRun): Promise<ReportFiles> {
  const { claims: names, profile, runs } = asked.question;
  const claims = await selectClaims(names);
  const counted = runs === undefined ? {} : { runs };
  const run = { seed: asked.seed, profile, ...counted, command: commandOf(asked), versions };
  const files: ReportFiles = new Map();
  for (const paper of new Set(reports.map(({ source }) => source.paper))) {
    const own = reports.filter(({ source }) => source.paper === paper);
    const built = await paperFiles({ paper, run, claims, reports: own, exhibits: [] });
    for (const [path, text] of built.files) files.set(path, text);
  }
  return files;
}
