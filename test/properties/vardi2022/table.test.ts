import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import { ARCHITECTURES, ASSUMPTIONS } from '../../../properties/vardi2022/cell.ts';
import { CELLS } from '../../../properties/vardi2022/cells.ts';
import { costAlong } from '../../../properties/vardi2022/exhibits/descent-curves.ts';
import {
  cellVerdict,
  type DecidedEvidence,
  decideEvidence,
  outcomeOf,
} from '../../../properties/vardi2022/exhibits/table.ts';
import { standingOf } from '../../../properties/vardi2022/standing.ts';

const seed = Number(process.env['FARKAS_SEED']);

/** What the notes of the project say of each cell: the verdicts have to come out of the certificates like this. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'fully connected linear, depth ≥ 2': ['global', 'global', '–'],
  'fully connected ReLU, depth 2': ['neither', 'neither', 'local, not always global'],
  'diagonal linear, depth 2': ['neither', 'global', '–'],
  'diagonal ReLU, depth 2': ['neither', 'local, not always global', 'local, not always global'],
  'diagonal linear, depth ≥ 3': ['neither', 'neither', '–'],
  'convolution linear, n = 1': ['neither', 'neither', '–'],
  'convolution linear, n ≥ 2': ['neither', 'neither', '–'],
};

describe('the table', () => {
  it('comes out of the certificates as the notes say, with no instance undecided', {
    timeout: 60_000,
  }, () => {
    const decided = CELLS.map((evidence) => decideEvidence(evidence, seed));
    for (const { id, outcomes, certificates } of decided) {
      expect(outcomes.undecided, id).toBeUndefined();
      for (const [name, certificate] of Object.entries(certificates))
        expect(checkCertificate(JSON.stringify(certificate)), name).toMatchObject({ accepted: true });
    }
    for (const architecture of ARCHITECTURES) {
      const verdicts = ASSUMPTIONS.map((assumption) => cellVerdict(decided, architecture, assumption));
      if (EXPECTED[architecture]) expect(verdicts, architecture).toEqual(EXPECTED[architecture]);
      expect(verdicts, architecture).not.toContain('undecided');
    }
  });

  it('files the certificates of different families under different names', () => {
    expect(new Set(CELLS.map(({ id }) => id)).size).toBe(CELLS.length);
  });

  it('says nothing of a limit whose certificates are rejected, speak of two points, or contradict one another', () => {
    const kinks = CELLS.find(({ id }) => id === 'kinks')!;
    const limit = kinks.limitOf(kinks.printed[0]!);
    if (typeof limit === 'string') throw new Error(limit);
    const [kkt, curve] = limit.certificates as [
      (typeof limit.certificates)[0],
      (typeof limit.certificates)[0],
    ];
    expect(standingOf([kkt, curve])).toEqual({ kkt: true, local: false, global: false });
    expect(standingOf([kkt, { ...curve, derivation: kkt.derivation }])).toMatch(/^the checker rejects/);
    const other = kinks.limitOf({
      ...kinks.printed[0]!,
      data: {
        ...kinks.printed[0]!.data,
        name: 'halved',
        x: kinks.printed[0]!.data.x.map((x) => x.map((v) => v.scaledByPowerOfTwo(-1))),
      },
    });
    if (typeof other === 'string') throw new Error(other);
    expect(standingOf([kkt, other.certificates[1]!])).toBe('the certificates speak of different points');
  });

  it('calls a cell after the worst of its limits, those of stronger assumptions included', () => {
    const evidence = (assumption: DecidedEvidence['assumption'], outcome: string): DecidedEvidence => ({
      id: outcome,
      claim: 'V0',
      architecture: 'diagonal ReLU, depth 2',
      assumption,
      starts: 'any',
      outcomes: { [outcome]: 1 },
      certificates: {},
    });
    const verdict = (...outcomes: string[]) =>
      cellVerdict(
        outcomes.map((outcome) => evidence('non-zero weights', outcome)),
        'diagonal ReLU, depth 2',
        'no assumption',
      );
    expect(verdict('global')).toBe('global');
    expect(verdict('global', 'local')).toBe('local');
    expect(verdict('global', 'local, not global')).toBe('local, not always global');
    expect(verdict('global', 'not local')).toBe('neither');
    expect(verdict('global', 'undecided')).toBe('undecided');
    expect(verdict()).toBe('undecided');
    const weaker = [evidence('no assumption', 'not local')];
    expect(cellVerdict(weaker, 'diagonal ReLU, depth 2', 'non-zero weights')).toBe('undecided');
    expect(outcomeOf({ local: true, global: true })).toBe('undecided');
  });
});

describe('the cost along a curve', () => {
  it('falls from the limit’s cost, and by −t + t² for the printed instance of V3', () => {
    const kinks = CELLS.find(({ id }) => id === 'kinks')!;
    const limit = kinks.limitOf(kinks.printed[0]!);
    if (typeof limit === 'string') throw new Error(limit);
    for (const t of [0, 0.125, 0.5, 1])
      expect(costAlong(limit.certificates[1]!, t)).toBeCloseTo(2 - t + t * t, 14);
  });
});
