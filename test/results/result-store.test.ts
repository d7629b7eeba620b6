import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CaseJob, type CaseResult, inThisProcess } from '../../src/claims/case-job.ts';
import { checkClaim } from '../../src/claims/check-claim.ts';
import { refutes, supports, undecided } from '../../src/claims/decision.ts';
import { ResultStore } from '../../src/results/result-store.ts';
import { resuming } from '../../src/results/resuming.ts';
import { belowBound } from '../claims/toy-claim.ts';

const folder = mkdtempSync(join(tmpdir(), 'farkas-results-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const newFile = () => join(folder, `${files++}.sqlite`);
const request = { command: 'verify', seed: 7, options: { claims: ['toy'] }, versions: { farkas: '1' } };

const RESULTS: readonly [CaseJob, CaseResult][] = [
  [
    { claim: 'A', assert: 'stated', seed: -1 },
    { decision: supports('proved', { gap: 1e-300 }), seconds: 0.5 },
  ],
  [
    { claim: 'A', assert: 'stated', seed: 2 },
    { decision: refutes('measured', 'it fell', { at: 'x' }), seconds: 1 },
  ],
  [
    { claim: 'A', control: 'c', assert: 'instead', seed: 2 },
    { decision: undecided('too near'), seconds: 2 },
  ],
  [{ claim: 'B', assert: 'stated', seed: 2 }, { outside: ['separable', 'symmetric'] }],
];

describe('the results file', () => {
  it('gives back every result as it was recorded, also after it was closed', () => {
    const file = newFile();
    const store = new ResultStore(file);
    const run = store.startRun(request);
    for (const [job, result] of RESULTS) store.record(run, job, result);
    store.close();
    const again = new ResultStore(file);
    for (const [job, result] of RESULTS) expect(again.recall(run, job)).toEqual(result);
    expect([...again.results({ run })]).toEqual(RESULTS.map(([job, result]) => ({ run, job, result })));
    expect(again.recall(run, { claim: 'A', assert: 'instead', seed: 2 })).toBeUndefined();
    expect(again.recall(run + 1, RESULTS[0]![0])).toBeUndefined();
    again.close();
  });

  it('counts a job of a run once, whoever decides it', () => {
    const file = newFile();
    const [one, two] = [new ResultStore(file), new ResultStore(file)];
    const run = one.startRun(request);
    const [job, result] = RESULTS[0]!;
    one.record(run, job, result);
    two.record(run, job, { decision: undecided('too late'), seconds: 9 });
    expect([...two.results({ run })]).toEqual([{ run, job, result }]);
    one.close();
    two.close();
  });

  it('knows the last run that was not finished', () => {
    const store = new ResultStore(newFile());
    expect(store.lastUnfinished('verify')).toBeUndefined();
    const [first, second] = [store.startRun(request), store.startRun({ ...request, seed: 8 })];
    expect(store.lastUnfinished('verify')).toMatchObject({ id: second, seed: 8, finished: null });
    store.finishRun(second);
    expect(store.lastUnfinished('verify')).toMatchObject({ id: first, ...request });
    expect(store.lastUnfinished('hunt')).toBeUndefined();
    store.close();
  });

  it('refuses a file that is none', () => {
    const file = newFile();
    writeFileSync(file, 'this is a text and no database, long enough to be read as a header');
    expect(() => new ResultStore(file)).toThrow(/expected a results file/);
  });
});

describe('resuming', () => {
  it('asks again only for what was not decided, and ends as an uninterrupted run does', async () => {
    const claim = belowBound();
    const store = new ResultStore(newFile());
    const run = store.startRun(request);
    let executed = 0;
    const counting = (fault: number) => (job: CaseJob) => {
      executed += 1;
      if (executed === fault) throw new Error('the power fails');
      return inThisProcess([claim])(job);
    };
    const options = { seed: 7, cases: 30, controlCases: 5, parallel: 1, shrinkMilliseconds: 0 };
    const interrupted = checkClaim(claim, { ...options, execute: resuming(counting(20), store, run) });
    await expect(interrupted).rejects.toThrow('the power fails');
    const resumed = await checkClaim(claim, { ...options, execute: resuming(counting(-1), store, run) });
    expect(executed).toBe(20 + 30 + 5 - 19);
    const whole = await checkClaim(claim, { ...options, execute: inThisProcess([claim]) });
    expect({ ...resumed, seconds: 0 }).toEqual({ ...whole, seconds: 0 });
    expect([...store.results({ run })]).toHaveLength(35);
    store.close();
  });
});
