import { type Decision, refutes } from '../../src/claims/decision.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { parseModel } from '../../src/models/parse.ts';
import { flow } from '../../src/training/flow.ts';
import { lossNamed } from '../../src/training/losses.ts';
import { startsBelow } from './deep-linear-cases.ts';

/** Part of ℓ(0) by which the loss is above it where a collapse is looked for, and what |f| may then be at most: of that order. */
const NEAR = 1e-8;
const SHORT = 1e-5;

/**
 * A start above the loss of θ = 0 may end there. Run to within a part NEAR of that loss, it is then short. (Farther on rounding shows: what is off
 * the stable manifold grows as θ shrinks.)
 */
export function collapseOf(instance: FlowCase): Decision | undefined {
  if (startsBelow(instance)) return undefined;
  const { model: spec, data, loss, start } = instance;
  const model = parseModel(spec, data.x[0]!.length);
  const run = flow({
    model,
    data,
    loss,
    start: start.map((value) => value.toNumber()),
    precision: 'dd',
    until: (lossNamed(loss).logAtZero + NEAR) / Math.LN10,
  });
  const longest = Math.max(...data.x.map((row) => Math.hypot(...row.map((value) => value.toNumber()))));
  const reach = longest * Math.exp(model.degree * run.final.logNorm);
  return run.reason.kind === 'target' && reach < SHORT
    ? refutes('measured', 'the flow ends in the saddle θ = 0, where the loss is ℓ(0)', { reach })
    : undefined;
}
