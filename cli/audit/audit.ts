import type { Certificate } from '../../oracles/certificate.ts';
import { exactMargins } from '../../oracles/exact-margins.ts';
import type { ExactHiddenLayer } from '../../oracles/kkt/certify.ts';
import { type HiddenLayer, twoLayer } from '../../oracles/kkt/hidden-layer.ts';
import { measureKkt } from '../../oracles/kkt/kkt.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { TwoLayerWeights } from '../../src/data/network.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { accepted, type Solution } from '../solve/solution.ts';
import { auditLocally, type LocalAudit } from './local.ts';

/** How nearly the network, scaled to least margin 1, is a KKT point. */
interface Stationarity {
  /** ‖θ − Σ λ_i h_i‖/‖θ‖, the least over multipliers and Clarke slopes that was found. */
  readonly residual: number;
  /** max λ_i (q_i − 1). */
  readonly delta: number;
  readonly certificate: Certificate;
}

/** Proved bounds of the best normalised margin of any width, and what the network falls short of it. */
interface Optimality {
  readonly lower: string;
  readonly upper: string;
  /** The network's normalised margin is at least (1 − relativeGap) of the best. */
  readonly relativeGap: number;
  readonly certificate: Certificate;
}

/** What could not be said, and why; `fields` are null so that readers need not test for their presence. */
type Unknown<Fields extends string> = { readonly [field in Fields]: null } & { readonly why: string };

/** The object that `audit --format json` prints; exact numbers are text. */
export interface Audit {
  readonly format: 'farkas/audit@1';
  readonly normalizedMargin: number;
  readonly exact: {
    readonly normalizedMargin: string;
    readonly leastMargin: string;
    readonly atPoint: number;
  };
  readonly correct: number;
  readonly points: number;
  readonly kkt: Stationarity | Unknown<'residual' | 'delta'>;
  readonly global: Optimality | Unknown<'lower' | 'upper' | 'relativeGap'>;
  readonly local: LocalAudit;
}

/**
 * Audits somebody's network against the best of any width.
 * @param kinkTolerance pre-activations of at most this fraction of ‖w‖‖x‖ count as 0 for the KKT residual.
 */
export function audit(data: Dataset, weights: TwoLayerWeights, best: Solution, kinkTolerance: number): Audit {
  const network = floatLayer(weights);
  const { least, point, correct, normalized } = exactMargins(data, exactLayer(weights));
  return {
    format: 'farkas/audit@1',
    normalizedMargin: normalized.toNumber(),
    exact: { normalizedMargin: String(normalized), leastMargin: String(least), atPoint: point },
    correct,
    points: data.x.length,
    kkt: stationarity(data, network, kinkTolerance),
    global: optimality(normalized, best),
    local: auditLocally(data, network, least.toNumber()),
  };
}

function exactLayer({ alpha, a, w }: TwoLayerWeights): ExactHiddenLayer {
  return { ...twoLayer(alpha, a, w), scales: a.map(() => Rational.ONE) };
}

function floatLayer({ alpha, a, w }: TwoLayerWeights): HiddenLayer<number> {
  return twoLayer(
    alpha.toNumber(),
    a.map((value) => value.toNumber()),
    w.map((row) => row.map((value) => value.toNumber())),
  );
}

function stationarity(data: Dataset, network: HiddenLayer<number>, kinkTolerance: number): Audit['kkt'] {
  const measured = measureKkt(data, network, kinkTolerance);
  if (measured.kind === 'not-separating')
    return {
      residual: null,
      delta: null,
      why: `the network does not classify point ${measured.point}, so it cannot be scaled to margin 1`,
    };
  const { epsilonSquared, delta, normSquared, certificate } = measured.certified;
  return {
    residual: Math.sqrt(epsilonSquared.div(normSquared).toNumber()),
    delta: delta.toNumber(),
    certificate: accepted(certificate),
  };
}

function optimality(margin: Rational, best: Solution): Audit['global'] {
  const unknown = { lower: null, upper: null, relativeGap: null };
  switch (best.status) {
    case 'undecided':
      return { ...unknown, why: best.reason };
    case 'infeasible':
      return { ...unknown, why: 'no net of any width classifies every point' };
    case 'optimal': {
      const { lower, upper } = best.margin;
      const relativeGap = Rational.ONE.sub(margin.div(Rational.parse(upper))).toNumber();
      return { lower, upper, relativeGap, certificate: best.certificate };
    }
  }
}
