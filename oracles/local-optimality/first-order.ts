import { Rational } from '../../src/numbers/rational.ts';
import type { Certificate } from '../certificate.ts';
import type { Layer } from '../checker/layer.ts';
import { nnls } from '../kkt/nnls.ts';
import { dot, norm } from '../kkt/orthogonal-factor.ts';
import { curveCertificate, rounded } from './curve.ts';
import {
  gradientRow,
  kinkRow,
  type LocalView,
  metricRow,
  pairKey,
  parameterRow,
  type Slopes,
} from './piece.ts';

/** Kinks whose sides are gone through, as a power of two. */
const MAX_KINKS = 8;
/** A projection residual below this fraction of ‖θ‖ is rounding. */
const NO_DESCENT = 1e-9;

/**
 * Looks for a straight line along which the cost falls at first order and no least margin does. A KKT point in Clarke's sense may have
 * one when neurons are on kinks: sides of the kinks are tried in turn, and on each Farkas' lemma gives the direction, as the residual of
 * projecting θ on the cone of gradients and kink normals.
 */
export function firstOrderCurve(view: LocalView, layer: Layer = 'all'): Certificate | null {
  const { network, free } = view;
  const kinks = free.filter(({ neuron }) => network.neurons[neuron]!.output.sign() !== 0);
  if (kinks.length > MAX_KINKS) return null;
  const metric = metricRow(view);
  const parameters = parameterRow(view);
  const held = parameters.map((_, at) => isHeld(view, layer, at));
  const toFloats = (row: readonly Rational[]): Float64Array =>
    Float64Array.from(row, (value, at) => (held[at] ? 0 : value.toNumber()));
  const target = toFloats(parameters.map((value, at) => value.mul(metric[at]!)));
  for (let sides = 0; sides < 2 ** kinks.length; sides++) {
    const isPositive = (index: number) => ((sides >> index) & 1) === 1;
    const slopes: Slopes = new Map(
      kinks.map((pair, index) => [pairKey(pair), isPositive(index) ? Rational.ONE : network.slope]),
    );
    const columns = [
      ...view.active.map((i) => toFloats(gradientRow(view, slopes, i))),
      ...kinks.map((pair, index) => toFloats(kinkRow(view, pair)).map((v) => (isPositive(index) ? v : -v))),
    ];
    const { residual, distance } = nnls(columns, target);
    if (distance <= NO_DESCENT * norm(target)) continue;
    // A step along the parameters themselves lifts all margins, which pays for the rounding of the direction.
    const cost = dot(target, toFloats(parameters));
    const lift = distance ** 2 / (4 * cost);
    const size = Math.max(...residual.map(Math.abs));
    const direction = parameters.map((value, at) =>
      held[at] ? Rational.ZERO : rounded(-residual[at]! / size).add(value.mul(rounded(lift / size))),
    );
    const certificate = curveCertificate(view, layer, direction);
    if (certificate) return certificate;
  }
  return null;
}

/** Whether a coordinate belongs to the layer that does not move. */
export function isHeld({ starts }: LocalView, layer: Layer, at: number): boolean {
  return layer === 'all' ? false : at < starts.at(-1)! ? layer === 'outputs' : layer === 'weights';
}
