import { kktResidual } from '../../oracles/kkt/residual.ts';
import { smoothGradients } from '../../oracles/kkt/smooth-gradients.ts';
import { l2Margin } from '../../oracles/l2-margin.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { select } from '../../src/data/transforms.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { float64Kernel } from '../../src/linalg/float64.ts';
import type { Model } from '../../src/models/model.ts';
import { parseModel } from '../../src/models/parse.ts';
import { samplesOf } from '../../src/models/samples.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { flowOnce } from '../flow-twice.ts';

/** A point that is asserted to be a limit, by how nearly it is KKT. */
export type WrongLimit =
  | { readonly kind: 'not-separating' }
  | { readonly kind: 'separating'; readonly relativeResidual: number };

/** The first state of a run in which every point is on its right side. */
export function firstSeparating({ model: spec, data, loss, start }: FlowCase): WrongLimit | string {
  const model = parseModel(spec, data.x[0]!.length);
  const from = start.map((value) => value.toNumber());
  const { records } = flowOnce({ model, data, loss, start: from, until: -1e2, snapshots: true });
  const first = records.find((record) => record.normalizedMargin > 0);
  return first ? judged(model, data, first.direction!) : 'the run never separates the data';
}

/** What a net would tend to if one support vector, and whatever has the same y·x, were not there. */
export function withoutOneSupportVector({ model: spec, data }: FlowCase): WrongLimit | string {
  const full = l2Margin(data);
  if (full.status !== 'optimal') return 'the data is not separable';
  const signed = data.x.map((row, i) =>
    row.map((value) => value.mul(Rational.of(BigInt(data.y[i]!)))).join(),
  );
  const rest = signed.flatMap((text, i) => (text === signed[full.support[0]!] ? [] : [i]));
  if (rest.length === 0) return 'one point alone supports the separator';
  const separator = l2Margin(select(data, rest));
  if (separator.status !== 'optimal') return 'the rest of the data is not separable';
  const model = parseModel(spec, data.x[0]!.length);
  const w = separator.w.map((value) => value.toNumber());
  return judged(model, data, balanced(model, w));
}

/** Least residual of the margin problem; pre-activations are not 0 by chance, so that gradients are smooth ones. */
function judged(model: Model, data: Dataset, theta: Float64Array): WrongLimit {
  const network = model.on(float64Kernel, samplesOf(float64Kernel, data));
  const residual = kktResidual(theta, model.degree, smoothGradients(network, theta));
  return residual.kind === 'not-separating'
    ? { kind: 'not-separating' }
    : { kind: 'separating', relativeResidual: residual.relative };
}

/** The net of layers of rank 1 and equal norm that computes ⟨w, x⟩; of two-layer nets, the pair ±w of neurons, (1+α) times that. */
function balanced({ weights, degree, spec }: Model, w: readonly number[]): Float64Array {
  const size = Math.hypot(...w);
  if (spec.startsWith('two-layer:')) {
    const { rows, columns } = weights[0]!;
    const root = Math.sqrt(size);
    const neurons = Array.from({ length: rows }, (_, k) => (k === 0 ? 1 : k === 1 ? -1 : 0));
    return Float64Array.from([
      ...neurons.flatMap((sign) => w.slice(0, columns).map((value) => (sign * value) / root)),
      ...neurons.map((sign) => sign * root),
    ]);
  }
  const root = size ** (1 / degree);
  return Float64Array.from(
    weights.flatMap(({ rows, columns }, l) =>
      Array.from({ length: rows * columns }, (_, at) => {
        if (l === 0) return at < columns ? (root * w[at]!) / size : 0;
        return at === 0 ? root : 0;
      }),
    ),
  );
}
