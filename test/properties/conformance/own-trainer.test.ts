import { describe, expect, it } from 'vitest';
import { runCheck } from '../../../properties/conformance/check.ts';
import { checks } from '../../../properties/conformance/checks/index.ts';
import { ownTrainer } from '../../../properties/conformance/own-trainer.ts';
import { conformanceSeeds } from './seeds.ts';

describe('our own descent', () => {
  it.each(checks.map((check) => [check.id, check] as const))('%s', { timeout: 600_000 }, async (_, check) => {
    for (const seed of conformanceSeeds(check, ownTrainer, 3)) {
      const report = await runCheck(check, ownTrainer, seed);
      expect(report.outcome, `${report.why} ${JSON.stringify(report.failing)}`).not.toBe('fail');
      expect(report.cases).toBeGreaterThan(0);
    }
  });
});
