/**
 * How far to follow Newton's relative change δ of one weight. Upwards: the x with log(1 + x) + κx = (1 + κ)δ, where
 * κ is how stiff the weight is, so that p follows its logarithm where the entropy dominates and p itself where the
 * margins do. Downwards: exponentially, so that p stays positive.
 */
export function relativeChange(delta: number, stiffness: number): number {
  if (Math.abs(delta) < 0.05) return delta;
  if (delta < 0) return Math.expm1(delta);
  const target = (1 + stiffness) * delta;
  // Newton's method from the right of the root of a concave function: after one step it rises to it.
  let x = Math.min(Math.expm1(Math.min(target, 100)), target / stiffness);
  for (let iteration = 0; iteration < 4; iteration++)
    x -= (Math.log1p(x) + stiffness * x - target) / (1 / (1 + x) + stiffness);
  return x;
}
