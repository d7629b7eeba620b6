import type { Certificate } from '../../oracles/certificate.ts';
import type { Layer } from '../../oracles/checker/layer.ts';
import type { KinkSlope } from '../../oracles/kkt/certify.ts';
import { l2Margin } from '../../oracles/l2-margin.ts';
import { proveOptimum } from '../../oracles/local-optimality/optimum.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { ExactPoint } from './hidden-layer-limit.ts';

type Matrix = readonly (readonly Rational[])[];

/** A layer with what is proved of it when the others are held. */
export interface LayerProof {
  readonly layer: Layer;
  readonly certificates: readonly Certificate[];
}

/** That the layer is optimal with the other one held, globally if that can be proved, or locally; by the multipliers of the KKT point. */
export function layerOptimum(
  data: Dataset,
  { network, multipliers }: ExactPoint,
  layer: 'weights' | 'outputs',
  slopes: readonly KinkSlope[] = [],
): LayerProof {
  const prove = (scope: 'global' | 'local') =>
    proveOptimum(data, network, multipliers, slopes, scope, layer)?.certificate;
  const certificate = prove('global') ?? prove('local');
  return { layer, certificates: certificate ? [certificate] : [] };
}

/**
 * The problem of one layer of a deep linear net, with the others held, is a linear max margin: f(x) = ⟨W_l, bᵀ(Ax)ᵀ⟩ with
 * A = W_{l−1} ⋯ W_1, b = W_L ⋯ W_{l+1}. Its exact optimum is unique; the certificate is returned where it is W_l itself.
 * @param layers W_1, …, W_L with least margin 1.
 */
export function deepLinearLayers(data: Dataset, layers: readonly Matrix[]): LayerProof[] {
  return layers.map((matrix, l) => {
    const behind = (x: readonly Rational[]) =>
      layers
        .slice(0, l)
        .reduce<readonly Rational[]>((input, step) => step.map((row) => innerProduct(row, input)), x);
    const ahead = layers.slice(l + 1).reduceRight<readonly Rational[]>(
      (row, step) =>
        step[0]!.map((_, c) =>
          innerProduct(
            row,
            step.map((line) => line[c]!),
          ),
        ),
      [Rational.ONE],
    );
    const features = data.x.map((x) => {
      const input = behind(x);
      return ahead.flatMap((b) => input.map((value) => value.mul(b)));
    });
    const optimum = l2Margin({ ...data, x: features });
    const own = matrix.flat();
    const isOptimal = optimum.status === 'optimal' && optimum.w.every((value, j) => value.equals(own[j]!));
    return { layer: 'all', certificates: isOptimal ? [optimum.certificate] : [] };
  });
}

/**
 * Layers of rank 1 with product w: v_1wᵀ, v_2v_1ᵀ/‖v_1‖², …, v_{L−1}ᵀ/‖v_{L−1}‖². Balanced up to factors between layers, which a layer's own
 * optimality does not depend on.
 */
export function rankOneLayers(w: readonly Rational[], hidden: readonly (readonly Rational[])[]): Matrix[] {
  const scaled = hidden.map((v) => {
    const square = innerProduct(v, v);
    return v.map((value) => value.div(square));
  });
  const inputs = [w, ...scaled];
  const outputs = [...hidden, [Rational.ONE]];
  return outputs.map((output, l) => output.map((value) => inputs[l]!.map((entry) => entry.mul(value))));
}
