import { oneNeuronMargin } from '../../oracles/one-neuron-margin.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { addHints, type Hints } from '../../src/data/transforms.ts';
import type { TwoLayerStart } from '../../src/generators/starts.ts';
import { Rational } from '../../src/numbers/rational.ts';

/** S, what is added to it, and the net that is trained on both. */
export interface HintedCase {
  readonly base: Dataset;
  readonly hints: Hints;
  readonly alpha: Rational;
  readonly start: TwoLayerStart;
  readonly scale: Rational;
}

/** Part of a hinted case that does not speak of the start. */
export type HintedData = Pick<HintedCase, 'base' | 'hints' | 'alpha'>;

const { ONE, ZERO } = Rational;
const integer = (value: number) => Rational.of(BigInt(value));
const square = (value: Rational) => value.mul(value);
const norm2 = (vector: readonly Rational[]) => innerProduct(vector, vector);

/** S′. */
export function hintedData({ base, hints }: HintedData): Dataset {
  return addHints(base, hints);
}

/** γ_S², the square of the best margin ⟨w, y·x⟩ over unit w, rows with y = −1 scaled by α; undefined if there is none. */
export function baseMarginSquared({ base, alpha }: Pick<HintedData, 'base' | 'alpha'>): Rational | undefined {
  return oneNeuronMargin(base, alpha, 1)?.marginSquared.mul(integer(4));
}

/** (γ_S^{−2} + ε^{−2})^{−1}/4, the square of the margin that the flow is said to end at. */
export function predictedMarginSquared(data: HintedData): Rational | undefined {
  const margin = baseMarginSquared(data);
  if (!margin) return undefined;
  const cost = ONE.div(margin).add(ONE.div(square(data.hints.near)));
  return ONE.div(integer(4).mul(cost));
}

/** n Σ ‖x_i‖² over S, at least (Σ ‖x_i‖)². */
export function sumOfNormsSquared({ x }: Dataset): Rational {
  return integer(x.length).mul(x.reduce((sum, row) => sum.add(norm2(row)), ZERO));
}

/** R², the largest ‖x_i‖² of S. */
export function largestNormSquared({ x }: Dataset): Rational {
  return x.map(norm2).reduce((a, b) => (a.compare(b) > 0 ? a : b));
}

/** x⊥ and u are unit vectors. */
export function areUnit({ hints: { direction, spread } }: HintedData): boolean {
  return norm2(direction).equals(ONE) && norm2(spread).equals(ONE);
}

/** x⊥ and u are orthogonal to each other and to S. */
export function isFrame({ base, hints: { direction, spread } }: HintedData): boolean {
  return (
    innerProduct(direction, spread).sign() === 0 &&
    base.x.every((row) => innerProduct(row, direction).sign() === 0 && innerProduct(row, spread).sign() === 0)
  );
}

/** C1: no two signed points y·x of S are at an obtuse angle. */
export function isAcute({ base: { x, y } }: HintedData): boolean {
  return x.every((row, i) => x.every((other, k) => y[i]! * y[k]! * innerProduct(row, other).sign() >= 0));
}

/** C2, first half: ε(H + ε(1+α)) > K²(1−α). */
export function outweighsSpread({ hints: { far, near, sideways }, alpha }: HintedData): boolean {
  const pull = near.mul(far.add(near.mul(ONE.add(alpha))));
  return pull.compare(square(sideways).mul(ONE.sub(alpha))) > 0;
}

/** C2, second half: H ≥ 2Σ‖x_i‖/√(1−α²), with the bound (Σ‖x_i‖)² ≤ nΣ‖x_i‖². */
export function outweighsBase({ base, hints: { far }, alpha }: HintedData): boolean {
  const pull = square(far).mul(ONE.sub(square(alpha)));
  return far.sign() > 0 && pull.compare(integer(4).mul(sumOfNormsSquared(base))) >= 0;
}

/** C3: ε ≤ γ_S²·√(1−α²)/R. */
export function staysAhead(data: HintedData): boolean {
  const margin = baseMarginSquared(data);
  if (!margin) return false;
  const { base, hints, alpha } = data;
  const most = square(margin)
    .mul(ONE.sub(square(alpha)))
    .div(largestNormSquared(base));
  return hints.near.sign() > 0 && square(hints.near).compare(most) <= 0;
}

/** C4: K > ε·√((3+α)/(1−α)). */
export function splittingPays({ hints: { near, sideways }, alpha }: HintedData): boolean {
  const least = square(near).mul(integer(3).add(alpha));
  return square(sideways).mul(ONE.sub(alpha)).compare(least) > 0;
}

/** Σ y φ(⟨w,x⟩), n times the force on the output weight of a neuron w while the net is small. */
export function initialForce({ x, y }: Dataset, alpha: Rational, w: readonly Rational[]): Rational {
  return x.reduce((sum, row, i) => {
    const z = innerProduct(row, w);
    const output = z.sign() < 0 ? z.mul(alpha) : z;
    return y[i] === 1 ? sum.add(output) : sum.sub(output);
  }, ZERO);
}

/**
 * Whether neuron k is sure to grow with a positive output weight from a small start: with G the initial force and
 * m ≤ ‖∂G‖ ≤ M everywhere, G(w) > −m·a if a > 0, or G(w) > −M·a if a ≤ 0 (docs/hints.md). For H → ∞ both are
 * a + ⟨w,x⊥⟩ > 0.
 */
function growsPositive(data: HintedData, a: Rational, w: readonly Rational[]): boolean {
  const { base, hints, alpha } = data;
  const { far, near, sideways } = hints;
  const force = initialForce(hintedData(data), alpha, w);
  const pull = far.add(near.mul(integer(2)));
  if (a.sign() > 0) return force.add(alpha.mul(pull).mul(a)).sign() > 0;
  const most = square(pull)
    .add(sumOfNormsSquared(base))
    .add(square(sideways.mul(ONE.sub(alpha))));
  return force.sign() > 0 && square(force).compare(most.mul(square(a))) > 0;
}

/** C5: some neuron of the draw is sure to grow with a positive output weight. */
export function someNeuronGrowsPositive(instance: HintedCase): boolean {
  const { a, w } = instance.start;
  return a.some((output, k) => growsPositive(instance, output, w[k]!));
}

/** The least margin y·Σφ(⟨v_k,x⟩) of a net whose output weights are 1. */
export function leastMargin(
  { x, y }: Dataset,
  alpha: Rational,
  v: readonly (readonly Rational[])[],
): Rational {
  const margins = x.map((row, i) => {
    const output = v.reduce((sum, w) => {
      const z = innerProduct(row, w);
      return sum.add(z.sign() < 0 ? z.mul(alpha) : z);
    }, ZERO);
    return y[i] === 1 ? output : output.neg();
  });
  return margins.reduce((a, b) => (a.compare(b) < 0 ? a : b));
}

/**
 * The squared cost Σ‖v_k‖ of the net φ(⟨v₊,x⟩) + φ(⟨v₋,x⟩), v± = w_S/2 + t·x⊥ ± s·u, with which two neurons
 * share S and split the sideways hints: ‖w_S‖² + 4/((1+α)²ε² + (1−α)²K²).
 */
export function splitNet(
  data: HintedData,
): { readonly v: readonly Rational[][]; readonly costSquared: Rational } | undefined {
  const { base, hints, alpha } = data;
  const neuron = oneNeuronMargin(base, alpha, 1);
  if (!neuron) return undefined;
  const { near, sideways, direction, spread } = hints;
  const along = near.mul(ONE.add(alpha));
  const across = sideways.mul(ONE.sub(alpha));
  const scale = ONE.div(square(along).add(square(across)));
  const v = [ONE, ONE.neg()].map((side) =>
    neuron.w.map((value, j) =>
      value
        .div(integer(2))
        .add(direction[j]!.mul(along).mul(scale))
        .add(spread[j]!.mul(across).mul(scale).mul(side)),
    ),
  );
  return { v, costSquared: norm2(v[0]!).mul(integer(4)) };
}
