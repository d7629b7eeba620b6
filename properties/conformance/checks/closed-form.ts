import { trained } from '../asking.ts';
import type { ConformanceCase } from '../cases.ts';
import type { ConformanceCheck } from '../check.ts';
import { closedFormCases } from '../limit-cases.ts';
import { roundingOf, type Trainer } from '../trainer.ts';

const STEPS = 200;
const STEP = 1 / 64;
const LEAST_ORDER = 0.7;

/**
 * One point x = (1, 2): w = 2α² sinh(4νx) for some ν ≥ 0 (Moroshko et al. 2020), so that w₂ tells ν and ν tells w₁.
 * @returns |w₁ − 2α² sinh(4ν)| / |w₁|.
 */
async function deviation(trainer: Trainer, instance: ConformanceCase, halvings: number): Promise<number> {
  const factor = 2 ** halvings;
  const weights = await trained(trainer, instance, STEP / factor, STEPS * factor);
  const [plus, minus] = [weights['plus'], weights['minus']] as unknown as readonly number[][];
  const w = plus!.map((value, j) => value ** 2 - minus![j]! ** 2) as [number, number];
  const scale = 2 * (instance.start['plus'] as readonly number[])[0]! ** 2;
  const nu = Math.asinh(w[1] / scale) / 8;
  return Math.abs(w[0] - scale * Math.sinh(4 * nu)) / Math.abs(w[0]);
}

export const closedForm: ConformanceCheck = {
  id: 'closed-form',
  statement: 'w follows 2α² sinh(4Xᵀν), up to an error in proportion to the step (M1)',
  cases: closedFormCases,
  async decide(trainer, instance) {
    const [coarse, fine] = [await deviation(trainer, instance, 0), await deviation(trainer, instance, 2)];
    if (fine <= 1e4 * roundingOf(trainer)) return { outcome: 'pass' };
    const order = Math.log2(coarse / fine) / 2;
    const found = `${coarse.toExponential(1)}, at a quarter of the step ${fine.toExponential(1)}`;
    if (order >= LEAST_ORDER) return { outcome: 'pass', note: `off by ${found}` };
    return { outcome: 'fail', why: `it is off by ${found}: order ${order.toFixed(2)} in the step` };
  },
};
