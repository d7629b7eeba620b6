import type { Dataset } from '../../../src/data/dataset.ts';
import type { Model } from '../../../src/models/model.ts';
import { decimalField } from '../../../src/numbers/decimal.ts';
import type { Rational } from '../../../src/numbers/rational.ts';
import { norm } from '../orthogonal-factor.ts';
import { PseudoInverse } from '../pseudo-inverse.ts';
import { floatSystem, KktSystem, type SmoothValues } from './kkt-system.ts';
import type { SmoothPoint } from './read-smooth.ts';

/** Each round adds about as many digits as float64 has; more rounds than this mean that it stalls. */
const MAX_ROUNDS = 20;
/** Digits that sums over parameters and points may lose. */
const GUARD_DIGITS = 10;

/**
 * Carries a solved pattern from float64 to any number of digits by iterative refinement: equations in decimal arithmetic, corrections by
 * the inverse in float64. Stops early where the equations no longer improve.
 * @returns the values, and the size of what is left of the equations, relative to ‖θ‖ and to margin 1.
 */
export function refineSmooth(
  data: Dataset,
  model: Model,
  { pattern, values }: SmoothPoint,
  digits: number,
): SmoothValues<Rational> & { readonly residual: number } {
  const field = decimalField(digits + GUARD_DIGITS);
  const size = Math.hypot(...values.theta);
  const system = new KktSystem(model, data, field, pattern, size);
  const rough = floatSystem(model, data, pattern, size);
  const start = Float64Array.from(rough.unknownsOf(values));
  const inverse = new PseudoInverse(rough.jacobian(start).map((column) => Float64Array.from(column)));
  let unknowns = Array.from(start, field.fromNumber);
  let best = unknowns;
  let residual = Number.POSITIVE_INFINITY;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const equations = Float64Array.from(system.equations(unknowns), field.toNumber);
    if (norm(equations) >= residual) break;
    [best, residual] = [unknowns, norm(equations)];
    if (residual <= 10 ** -digits) break;
    const step = inverse.solve(equations);
    unknowns = unknowns.map((value, j) => field.sub(value, field.fromNumber(step[j]!)));
  }
  const { theta, multipliers } = system.valuesOf(best);
  return {
    theta: theta.map(field.toRational),
    multipliers: multipliers.map(field.toRational),
    residual,
  };
}
