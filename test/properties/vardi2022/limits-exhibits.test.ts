import { describe, expect, it } from 'vitest';
import { deadParts } from '../../../properties/vardi2022/exhibits/dead-parts.ts';
import { severalLimits } from '../../../properties/vardi2022/exhibits/several-limits.ts';
import { unstableRay } from '../../../properties/vardi2022/exhibits/unstable-ray.ts';

const seed = Number(process.env['FARKAS_SEED']);

describe('exhibits of V4, V7 and V8', () => {
  it('dead parts: every run nears the cost that the exact linear program names', async () => {
    const { data } = await deadParts.build(seed);
    const { runs } = data as { runs: { limit: string; end: number }[] };
    expect(runs.map(({ limit }) => limit)).toEqual(['1/2', '1/2', '1', '1']);
    for (const { limit, end } of runs) expect(end).toBeCloseTo(limit === '1' ? 1 : 0.5, 2);
  });

  it('unstable ray: no random start of depth 3 ends with more live coordinates than support vectors determine', async () => {
    const { data } = await unstableRay.build(seed);
    const { counts } = data as { counts: { runs: number; local: number; notLocal: number } };
    expect(counts.notLocal).toBe(0);
    expect(counts.local).toBeGreaterThan(0.9 * counts.runs);
  });

  it('several limits: two examples leave some starts at cost 1, all others at ⅓', {
    timeout: 60_000,
  }, async () => {
    const { data } = await severalLimits.build(seed);
    const { counts } = data as { counts: { starts: number; costOne: number; costOneThird: number } };
    expect(counts.costOne + counts.costOneThird).toBe(counts.starts);
    expect(counts.costOne).toBeGreaterThan(0.05 * counts.starts);
    expect(counts.costOne).toBeLessThan(0.3 * counts.starts);
  });
});
