import { type Certificate, certificateData } from '../../oracles/certificate.ts';
import { checkCertificate } from '../../oracles/checker/check.ts';
import { nnls } from '../../oracles/kkt/nnls.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { solve } from '../../src/linalg/dense.ts';
import { float64 } from '../../src/numbers/float64.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { DiagonalState } from './diagonal-run.ts';
import { largest } from './vectors.ts';

/** Coordinates below this share of the largest, and margins within this share of the least one, count as 0 and as active. */
const SNAP = 1e-5;
const RIDGE = 1e-13;
/** (ε, δ) of the KKT point at which the certificate is made. */
const EPSILON_SQUARED = '1e-12';
const DELTA = '1e-9';

/**
 * The limit that a state at great depth shows, scaled to least margin 1: dead coordinates are set to 0, and the live ones moved by the least
 * change that puts all active points on the margin; null where none does.
 */
export function snappedLimit(data: Dataset, { w, leastMargin }: DiagonalState): Float64Array | null {
  const size = largest(w);
  const live = [...w.keys()].filter((j) => Math.abs(w[j]!) > SNAP * size);
  const rows = data.x.map((row, i) => live.map((j) => data.y[i]! * row[j]!.toNumber()));
  const kept = live.map((j) => w[j]! / leastMargin);
  const active = rows.filter((row) => product(row, kept) < 1 + SNAP);
  // Points may repeat, and so the rows be dependent; what they miss is consistent up to rounding.
  const ridge = RIDGE * Math.max(...active.map((row) => product(row, row)));
  const gram = active.map((a, i) => active.map((b, k) => product(a, b) + (i === k ? ridge : 0)));
  const missing = active.map((row) => 1 - product(row, kept));
  const lift = solve(float64, gram, missing);
  if (!lift) return null;
  const limit = new Float64Array(w.length);
  live.forEach((j, k) => {
    limit[j] = kept[k]! + active.reduce((sum, row, i) => sum + lift[i]! * row[k]!, 0);
  });
  return limit;
}

/** The stationarity equation of w, |w_j|^{−(D−2)/D} sgn w_j = (Xᵀλ)_j on the support: its left side, λ ≥ 0 on the margin, and what is left. */
function stationarity(data: Dataset, w: Float64Array, power: number) {
  const live = [...w.keys()].filter((j) => w[j] !== 0);
  const weights = live.map((j) => w[j]!);
  const rows = data.x.map((row, i) => Float64Array.from(live, (j) => data.y[i]! * row[j]!.toNumber()));
  const active = [...rows.keys()].filter((i) => product(rows[i]!, weights) < 1 + SNAP);
  const slopes = Float64Array.from(
    weights,
    (value) => Math.sign(value) * Math.abs(value) ** ((2 - power) / power),
  );
  const { x } = nnls(
    active.map((i) => rows[i]!),
    slopes,
  );
  const missed = slopes.map(
    (slope, k) => slope - active.reduce((sum, i, at) => sum + x[at]! * rows[i]![k]!, 0),
  );
  return { active, lambda: x, residual: Math.hypot(...missed) / Math.hypot(...slopes) };
}

/** What no multipliers λ ≥ 0 make up for in the stationarity equation of w, relative to its left side. */
export function stationarityResidual(data: Dataset, w: Float64Array, power: number): number {
  return stationarity(data, w, power).residual;
}

/**
 * The certificate that w, as a network of depth D with balanced factors, is an (ε, δ)-KKT point: |w_j|^{−(D−2)/D} sgn w_j = (Xᵀλ)_j on the support,
 * λ ≥ 0 on the margin. Null where the checker does not accept it.
 */
export function certifyStationary(data: Dataset, w: Float64Array, power: number): Certificate | null {
  const { active, lambda } = stationarity(data, w, power);
  const multipliers = data.x.map((_, i) => {
    const at = active.indexOf(i);
    return at < 0 ? Rational.ZERO : Rational.fromDouble(lambda[at]!);
  });
  const factors = Array.from({ length: power }, (_, layer) =>
    Array.from(w, (value) => {
      const root = Math.abs(value) ** (1 / power);
      return String(Rational.fromDouble(layer === 0 && value < 0 ? -root : root));
    }),
  );
  const certificate: Certificate = {
    format: 'farkas/certificate@1',
    claim: { kind: 'diagonal-kkt', epsilonSquared: EPSILON_SQUARED, delta: DELTA },
    data: certificateData(data),
    solution: { factors },
    derivation: { multipliers: multipliers.map(String) },
  };
  return checkCertificate(certificate).accepted ? certificate : null;
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
