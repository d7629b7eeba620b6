import { type Certificate, certificateData } from '../../oracles/certificate.ts';
import { checkCertificate } from '../../oracles/checker/check.ts';
import { certificateNetwork, type ExactHiddenLayer } from '../../oracles/kkt/certify.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { Rational } from '../../src/numbers/rational.ts';

const { ZERO, ONE } = Rational;

/** Hidden weights v_k with their cost ½Σ‖v_k‖²/ρ_k. */
export interface HiddenLayerChoice {
  readonly weights: readonly (readonly Rational[])[];
  readonly cost: Rational;
}

/**
 * The cheapest hidden weights for two positive points with the positive outputs of two neurons held: the best over all activation patterns.
 * Within a pattern the problem is ½Σ‖v_k‖²/ρ_k → min, Σ_k α_k 1_ki⟨v_k,x_i⟩ ≥ 1, so v_k = ρ_k α_k Σ_i 1_ki λ_i x_i; its solution is feasible for the net
 * even where it leaves the pattern, because α_k φ(z) ≥ α_k 1 z for 1 ∈ {0, 1}.
 */
export function cheapestHiddenLayer(
  { x }: Dataset,
  { scales, neurons }: ExactHiddenLayer,
): HiddenLayerChoice {
  const masks = [
    [0, 1],
    [1, 0],
    [1, 1],
    [0, 0],
  ] as const;
  const choices = masks.flatMap((first) =>
    masks.flatMap((second): HiddenLayerChoice[] => {
      const seen = [first, second];
      const gain = (k: number) => scales[k]!.mul(neurons[k]!.output);
      const entry = (i: number, j: number) =>
        seen.reduce(
          (sum, mask, k) =>
            mask[i] && mask[j]
              ? sum.add(gain(k).mul(neurons[k]!.output).mul(innerProduct(x[i]!, x[j]!)))
              : sum,
          ZERO,
        );
      const multipliers = leastMultipliers(entry(0, 0), entry(0, 1), entry(1, 1));
      if (!multipliers) return [];
      const weights = seen.map((mask, k) =>
        x[0]!.map((_, j) =>
          multipliers.reduce(
            (sum, value, i) => (mask[i] ? sum.add(gain(k).mul(value).mul(x[i]![j]!)) : sum),
            ZERO,
          ),
        ),
      );
      return [{ weights, cost: hiddenCost(weights, scales) }];
    }),
  );
  return choices.reduce((a, b) => (b.cost.compare(a.cost) < 0 ? b : a));
}

/** λ ≥ 0 of least ½λᵀGλ − λ₁ − λ₂, G = [[p, q], [q, r]] positive semidefinite; undefined where a point is seen by none. */
function leastMultipliers(p: Rational, q: Rational, r: Rational): readonly Rational[] | undefined {
  if (p.sign() === 0 || r.sign() === 0) return undefined;
  const determinant = p.mul(r).sub(q.mul(q));
  const inner = [r.sub(q), p.sub(q)];
  if (determinant.sign() > 0 && inner.every((value) => value.sign() > 0))
    return inner.map((value) => value.div(determinant));
  // One point's multiplier is 0: the other's is 1/G_ii, and its own margin has to do for both.
  return p.compare(r) < 0 ? [ONE.div(p), ZERO] : [ZERO, ONE.div(r)];
}

export function hiddenCost(weights: readonly (readonly Rational[])[], scales: readonly Rational[]): Rational {
  return weights
    .reduce((sum, row, s) => sum.add(innerProduct(row, row).div(scales[s]!)), ZERO)
    .div(Rational.of(2n));
}

/** That the hidden layer could be cheaper with the outputs held, for two positive points and two neurons, where that is so. */
export function cheaperHiddenLayer(data: Dataset, network: ExactHiddenLayer): readonly Certificate[] {
  if (data.x.length !== 2 || network.neurons.length !== 2) return [];
  const { weights } = cheapestHiddenLayer(data, network);
  const certificate: Certificate = {
    format: 'farkas/certificate@1',
    claim: { kind: 'not-global-optimum', layer: 'weights' },
    data: certificateData(data),
    solution: certificateNetwork(network),
    derivation: { better: certificateNetwork({ ...network, weights }) },
  };
  return checkCertificate(certificate).accepted ? [certificate] : [];
}
