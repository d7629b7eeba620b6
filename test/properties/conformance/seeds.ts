import type { ConformanceCheck } from '../../../properties/conformance/check.ts';
import type { Trainer } from '../../../properties/conformance/trainer.ts';
import { caseSeed } from '../../../src/claims/seeds.ts';

/**
 * Seeds of different cases of a check, as many as FARKAS_CONFORM_SEEDS asks for; one where the cases are not drawn.
 * @param few how many without it.
 */
export function conformanceSeeds(check: ConformanceCheck, trainer: Trainer, few: number): number[] {
  const run = Number(process.env['FARKAS_SEED']);
  const count = Number(process.env['FARKAS_CONFORM_SEEDS'] ?? few);
  const seeds = Array.from({ length: count }, (_, k) => caseSeed(run, 'conform', k));
  return [...new Map(seeds.map((seed) => [JSON.stringify(check.cases(trainer, seed)), seed])).values()];
}
