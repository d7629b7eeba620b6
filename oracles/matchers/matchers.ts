import type { Dataset } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { datasetTable } from '../../src/reporting/dataset-table.ts';
import { exactMargins } from '../exact-margins.ts';
import { twoLayer } from '../kkt/hidden-layer.ts';
import { measureKkt } from '../kkt/kkt.ts';
import { l2Margin } from '../l2-margin.ts';
import { type LpNorm, lpMargin } from '../lp-margin.ts';
import { twoLayerMargin } from '../two-layer/two-layer-margin.ts';
import { exactData, type PlainData, type PlainNetwork } from './plain.ts';

/** What vitest and jest expect of a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** `on` is the data; tolerances are relative. */
export interface KktOptions {
  readonly on: Dataset | PlainData;
  /** Largest stationarity residual ‖θ − Σ λ_i h_i‖/‖θ‖ at margin 1. Default 1e-6. */
  readonly residual?: number;
}

export interface MarginOptions {
  readonly on: Dataset | PlainData;
  /** Norm of a linear separator: default ℓ2. Networks are measured in ‖θ‖². */
  readonly norm?: 'l2' | LpNorm;
  /** Largest shortfall of the margin, relative to the best. Default 1e-6. */
  readonly gap?: number;
}

export interface ConserveOptions {
  /** The network before training. */
  readonly from: PlainNetwork;
  /** Largest drift of a_k² − ‖w_k‖², relative to the largest a_k² + ‖w_k‖² before training. Default 1e-6. */
  readonly drift?: number;
}

/**
 * Passes when a network, scaled to margin 1, is a KKT point of: minimise ½‖θ‖² subject to q_i(θ) ≥ 1, up to a
 * residual that is evaluated exactly.
 */
function toBeKktPoint(network: PlainNetwork, { on, residual = 1e-6 }: KktOptions): MatcherResult {
  const data = exactData(on);
  const measured = measureKkt(data, twoLayer(network.alpha, network.a, network.w));
  if (measured.kind === 'not-separating')
    return {
      pass: false,
      message: () =>
        `expected a KKT point, but the network does not classify point ${measured.point}\n${datasetTable(data)}`,
    };
  const { epsilonSquared, normSquared, delta } = measured.certified;
  const found = Math.sqrt(epsilonSquared.div(normSquared).toNumber());
  return {
    pass: found <= residual,
    message: () =>
      [
        `expected the network${found <= residual ? ' not' : ''} to be a KKT point up to ${residual}:`,
        `the relative stationarity residual is ${found.toExponential(2)}, the complementarity gap ${delta.toNumber().toExponential(2)}`,
        datasetTable(data),
      ].join('\n'),
  };
}

/** Passes when a linear separator, or a network, has the largest margin there is, by an exact oracle. */
async function toMaximizeMargin(
  received: readonly number[] | PlainNetwork,
  { on, norm = 'l2', gap = 1e-6 }: MarginOptions,
): Promise<MatcherResult> {
  const data = exactData(on);
  const found = 'a' in received ? await ofNetwork(received, data) : await ofSeparator(received, data, norm);
  if (typeof found === 'string') return { pass: false, message: () => `${found}\n${datasetTable(data)}` };
  const { margin, best } = found;
  const shortfall = 1 - margin / best;
  return {
    pass: shortfall <= gap,
    message: () =>
      [
        `expected a margin ${shortfall <= gap ? 'more than' : 'at most'} ${gap} (relative) below the largest one:`,
        `it is ${margin}, the largest is ${best}: ${shortfall.toExponential(2)} below`,
        datasetTable(data),
      ].join('\n'),
  };
}

/** Passes when training kept a_k² − ‖w_k‖² of every neuron, as the gradient flow does. */
function toConserve(network: PlainNetwork, { from, drift = 1e-6 }: ConserveOptions): MatcherResult {
  const [before, after] = [balances(from), balances(network)];
  if (before.length !== after.length)
    return {
      pass: false,
      message: () => `expected ${before.length} neurons as before training, found ${after.length}`,
    };
  const size = Math.max(...before.map(({ size }) => size));
  const drifts = after.map(({ balance }, k) => Math.abs(balance - before[k]!.balance) / size);
  const worst = Math.max(...drifts);
  const neuron = drifts.indexOf(worst);
  return {
    pass: worst <= drift,
    message: () =>
      `expected a_k² − ‖w_k‖² ${worst <= drift ? 'to drift by more' : 'not to drift by more'} than ${drift} (relative): neuron ${neuron} had ${before[neuron]!.balance}, has ${after[neuron]!.balance}, a drift of ${worst.toExponential(2)}`,
  };
}

/** For `expect.extend(matchers)`: of vitest, of jest, of @fast-check/vitest's expect. */
export const matchers = { toBeKktPoint, toMaximizeMargin, toConserve };

type Margins = { readonly margin: number; readonly best: number };

async function ofSeparator(
  w: readonly number[],
  data: Dataset,
  norm: 'l2' | LpNorm,
): Promise<Margins | string> {
  const optimum = norm === 'l2' ? l2Margin(data) : await lpMargin(data, norm);
  if (optimum.status !== 'optimal') return 'expected a largest margin, but no w separates the data';
  const products = data.x.map((row, i) =>
    row.reduce((sum, value, j) => sum.add(value.mul(Rational.fromDouble(data.y[i]! * w[j]!))), Rational.ZERO),
  );
  const least = products.reduce((a, b) => (b.compare(a) < 0 ? b : a)).toNumber();
  const sizes = w.map(Math.abs);
  const length = { l2: Math.hypot(...w), l1: sizes.reduce((a, b) => a + b, 0), linf: Math.max(...sizes) }[
    norm
  ];
  const best =
    'marginSquared' in optimum ? Math.sqrt(optimum.marginSquared.toNumber()) : optimum.margin.toNumber();
  return { margin: least / length, best };
}

async function ofNetwork(network: PlainNetwork, data: Dataset): Promise<Margins | string> {
  const alpha = Rational.fromDouble(network.alpha);
  const exact = {
    ...twoLayer(
      alpha,
      network.a.map(Rational.fromDouble),
      network.w.map((row) => row.map(Rational.fromDouble)),
    ),
    scales: network.a.map(() => Rational.ONE),
  };
  const best = await twoLayerMargin(data, { alpha });
  if (best.status === 'infeasible')
    return 'expected a largest margin, but no net of any width classifies every point';
  if (best.status === 'undecided') return `the oracle did not find the largest margin: ${best.reason}`;
  return {
    margin: exactMargins(data, exact).normalized.toNumber(),
    best: best.margin.upper.toNumber(),
  };
}

function balances({ a, w }: PlainNetwork): { balance: number; size: number }[] {
  return a.map((output, k) => {
    const squares = w[k]!.reduce((sum, value) => sum + value * value, 0);
    return { balance: output * output - squares, size: output * output + squares };
  });
}
