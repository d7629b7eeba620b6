import { innerProduct } from '../../src/data/label-mean.ts';
import { nearOrthogonality } from '../../src/generators/nearly-orthogonal.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { type DescentCase, MOST_HALVINGS, neuronsOf, widthOf } from './descent-case.ts';

/** The slope with which a point moves the neurons that must come to see it: α, and 1 for a ReLU, whose others do not move. */
export function pushingSlope(alpha: Rational): Rational {
  return alpha.sign() === 0 ? Rational.ONE : alpha;
}

/** All |⟨w_k, x_i⟩| of the unscaled start. */
function preActivationSizes(instance: DescentCase): Rational[] {
  return neuronsOf(instance).flatMap((row) => instance.data.x.map((x) => innerProduct(row, x).abs()));
}

/**
 * slope·η·min‖x‖²/(20nm), η cut to m/(2·max‖x‖²). The first step moves every ⟨w_k, x_i⟩ by at least (slope − 1/C)·η·min‖x‖²/(2nm) to the side
 * of its label, and 1/C ≤ 4/5·slope on nearly orthogonal data: this is half of it.
 */
function smallPreActivation(instance: DescentCase): Rational {
  const { least, most } = nearOrthogonality(instance.data);
  const width = widthOf(instance);
  if (most.sign() === 0) return Rational.ZERO;
  const largest = Rational.of(BigInt(width)).div(most.add(most));
  const step = instance.stepSize.compare(largest) < 0 ? instance.stepSize : largest;
  return pushingSlope(instance.alpha)
    .mul(step)
    .mul(least)
    .div(Rational.of(BigInt(20 * instance.data.x.length * width)));
}

/** 0 < |⟨w_k(0), x_i⟩|, all small against what the first step adds. */
export function startsSmall(instance: DescentCase): boolean {
  const allowed = smallPreActivation(instance);
  return preActivationSizes(instance).every(
    (size) => size.sign() > 0 && size.scaledByPowerOfTwo(-instance.halvings).compare(allowed) <= 0,
  );
}

/** The case with its start scaled down, below a quarter of what counts as small. */
export function smallStart(instance: DescentCase): DescentCase {
  const allowed = smallPreActivation(instance).toNumber() / 4;
  const size = Math.max(...preActivationSizes(instance).map((value) => value.toNumber()));
  const halvings = size === 0 || allowed === 0 ? 0 : Math.ceil(Math.log2(size / allowed));
  return { ...instance, halvings: Math.min(MOST_HALVINGS, Math.max(0, halvings)) };
}
