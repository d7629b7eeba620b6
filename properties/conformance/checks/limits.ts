import { l2Margin } from '../../../oracles/l2-margin.ts';
import { exactData } from '../../../oracles/matchers/plain.ts';
import { marks, states } from '../asking.ts';
import type { ConformanceCase } from '../cases.ts';
import type { ConformanceCheck, Finding } from '../check.ts';
import { kktResidualOf } from '../kkt-residual.ts';
import { symmetricCases } from '../limit-cases.ts';
import { descended, flat, lossOf } from '../reference.ts';
import type { Trainer, TrainingRequest, Weights } from '../trainer.ts';

const STEPS = 6000;
const STEP = 1 / 64;

/** How far a state is from the limit, in one of the senses below: 0 there. */
type Distance = (request: TrainingRequest, weights: Weights) => number;

const alignment: Distance = (request, weights) => {
  const { ascent } = lossOf(request, weights);
  const theta = flat(weights);
  const product = theta.reduce((sum, value, j) => sum + value * ascent[j]!, 0);
  return 1 - product / (Math.hypot(...theta) * Math.hypot(...ascent));
};

/** The shortfall of the normalised margin against the certified optimum (1+α)/4·γ*. */
const marginGap: Distance = ({ architecture, data, loss }, weights) => {
  const optimum = l2Margin(exactData(data));
  if (architecture.kind !== 'two-layer' || optimum.status !== 'optimal') return Number.NaN;
  const best = ((1 + architecture.alpha) / 4) * Math.sqrt(optimum.marginSquared.toNumber());
  const { margins } = lossOf({ architecture, data, loss }, weights);
  const theta = flat(weights);
  return 1 - Math.min(...margins) / theta.reduce((sum, value) => sum + value * value, 0) / best;
};

interface Limit {
  readonly id: string;
  readonly statement: string;
  readonly distance: Distance;
  /** The distance at which the limit counts as reached. */
  readonly reached: number;
}

const LIMITS: readonly Limit[] = [
  { id: 'alignment', statement: 'weights and gradient align (F3)', distance: alignment, reached: 1e-6 },
  { id: 'kkt', statement: 'the direction becomes a KKT point (F2)', distance: kktResidualOf, reached: 1e-6 },
  {
    id: 'global-margin',
    statement: 'small two-signed starts reach the certified global margin on symmetric data (L2)',
    distance: marginGap,
    reached: 1e-6,
  },
];

/** A trainer may be this much farther from the limit than plain descent of the same steps. */
const SLACK = 1.5;

async function decide(limit: Limit, trainer: Trainer, instance: ConformanceCase): Promise<Finding> {
  const request = { ...instance, step: STEP, steps: STEPS, record: marks(STEPS, 6) };
  const last = (await states(trainer, request)).at(-1)!.weights;
  const found = limit.distance(request, last);
  const reference = limit.distance(request, descended(request).at(-1)!.weights);
  const reachedLoss = (lossOf(request, last).logLoss / Math.LN10).toFixed(1);
  const at = `${found.toExponential(1)} at log10 loss ${reachedLoss}`;
  if (!(found <= SLACK * Math.max(reference, 1e-7) + 1e-6))
    return {
      outcome: 'fail',
      why: `it is ${at} after ${STEPS} steps, where plain descent has ${reference.toExponential(1)}`,
    };
  if (found <= limit.reached) return { outcome: 'pass', note: at };
  return {
    outcome: 'unreachable',
    why: `${at}, as descent of these steps must have; ${limit.reached} needs a loss that finite steps do not reach`,
  };
}

export const limits: readonly ConformanceCheck[] = LIMITS.map((limit) => ({
  id: limit.id,
  statement: limit.statement,
  cases: symmetricCases,
  decide: (trainer, instance) => decide(limit, trainer, instance),
}));
