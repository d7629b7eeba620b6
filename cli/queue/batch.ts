import { createHash } from 'node:crypto';
import { catalogue } from '../../properties/catalogue.ts';
import type { CaseJob, CaseResult } from '../../src/claims/case-job.ts';
import type { Hypothesis } from '../../src/claims/claim.ts';
import { versions } from '../verify/question.ts';

/** Cases that go to a worker together: one case may take less time than the way there. */
export interface Batch {
  readonly versions: Readonly<Record<string, string>>;
  /** Digest of what the claims say, so that a worker of another text refuses. */
  readonly catalogue: string;
  readonly jobs: readonly CaseJob[];
}

export type BatchResults = readonly CaseResult[];

export const QUEUE = 'farkas-cases';

/** A digest of every claim's words. */
export const catalogueDigest = createHash('sha256')
  .update(
    JSON.stringify(
      catalogue.map(({ id, statement, hypotheses, controls }) => [
        id,
        statement,
        (hypotheses as Hypothesis<unknown>[]).map((hypothesis) => [hypothesis.id, hypothesis.statement]),
        controls.map((control: { id: string; statement: string }) => [control.id, control.statement]),
      ]),
    ),
  )
  .digest('hex')
  .slice(0, 16);

export function batchOf(jobs: readonly CaseJob[]): Batch {
  return { versions, catalogue: catalogueDigest, jobs };
}

/** Why this worker must not decide a batch: it would decide other cases, or decide them otherwise. */
export function misfit(batch: Batch): string | undefined {
  const ours = JSON.stringify(versions);
  const theirs = JSON.stringify(batch.versions);
  if (ours !== theirs) return `the driver has versions ${theirs}, this worker ${ours}`;
  if (batch.catalogue !== catalogueDigest) return "the driver's claims say something else than this worker's";
  return undefined;
}
