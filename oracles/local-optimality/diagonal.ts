import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { type Certificate, certificateData } from '../certificate.ts';
import { checkCertificate } from '../checker/check.ts';
import { nullVector } from './null-vector.ts';

/** u_lj of f(x) = Σ_j (Π_l u_lj) x_j: D rows of d. */
export type DiagonalFactors = readonly (readonly Rational[])[];

/** A KKT point of a diagonal network of depth at least 3, decided. */
export type DiagonalOptimality =
  | { readonly verdict: 'optimal' | 'refuted'; readonly certificate: Certificate }
  | { readonly verdict: 'undecided'; readonly why: string };

const product = (values: readonly Rational[]) => values.reduce((a, b) => a.mul(b), Rational.ONE);

/** w_j = Π_l u_lj, the linear function that the network is. */
export function diagonalFunction(factors: DiagonalFactors): Rational[] {
  return factors[0]!.map((_, j) => product(factors.map((layer) => layer[j]!)));
}

function certificate(
  kind: string,
  data: Dataset,
  factors: DiagonalFactors,
  derivation: unknown,
  bounds: object = {},
): Certificate {
  return {
    format: 'farkas/certificate@1',
    claim: { kind, ...bounds },
    data: certificateData(data),
    solution: { factors: factors.map((layer) => layer.map(String)) },
    derivation,
  };
}

/**
 * The certificate that factors are an exact KKT point of: minimise ½‖θ‖² subject to margins of at least their least one; equivalently that
 * w is stationary for Σ|w_j|^{2/D}. Null where they are not.
 */
export function certifyDiagonalKkt(
  data: Dataset,
  factors: DiagonalFactors,
  multipliers: readonly Rational[],
): Certificate | null {
  const derivation = { multipliers: multipliers.map(String) };
  const made = certificate('diagonal-kkt', data, factors, derivation, { epsilonSquared: '0', delta: '0' });
  return checkCertificate(made).accepted ? made : null;
}

/**
 * Decides local optimality of an exact KKT point of depth D ≥ 3 by the dichotomy of ℓ_{2/D} (dead coordinates are locally optimal, because
 * |w|^{2/D} is infinitely steep at 0): it is local if no d ≠ 0 on the live coordinates keeps all support vectors, ⟨x_i,d⟩ = 0, and else the
 * concavity along d refutes it.
 */
export function decideDiagonal(
  data: Dataset,
  factors: DiagonalFactors,
  multipliers: readonly Rational[],
): DiagonalOptimality {
  const derivation = { multipliers: multipliers.map(String) };
  const local = certificate('diagonal-local-optimum', data, factors, derivation);
  if (checkCertificate(local).accepted) return { verdict: 'optimal', certificate: local };
  const refuted = alongNullVector(data, factors);
  return refuted
    ? { verdict: 'refuted', certificate: refuted }
    : {
        verdict: 'undecided',
        why: 'not an exact KKT point whose active points span or miss the live coordinates',
      };
}

/**
 * Every factor of a live coordinate times 1 + δ_jt + e_jt², δ_j = d_j/w_j and e_j = −(D−1)/2·δ_j² + lift: then w = w* + D·t·d + D·lift·t²·w* + …, which
 * lifts all active margins, and ‖θ‖² changes by D·Σ r_j²(2·lift − (D−2)δ_j²)·t², r_j² the square of a factor.
 */
function alongNullVector(data: Dataset, factors: DiagonalFactors): Certificate | null {
  const w = diagonalFunction(factors);
  const live = [...w.keys()].filter((j) => w[j]!.sign() !== 0);
  const margins = data.x.map((x, i) => innerProduct(x, w).mul(Rational.of(BigInt(data.y[i]!))));
  const least = margins.reduce((a, b) => (b.compare(a) < 0 ? b : a));
  const active = data.x.filter((_, i) => margins[i]!.equals(least));
  const d = nullVector(
    active.map((x) => live.map((j) => x[j]!)),
    live.length,
  );
  if (!d) return null;
  const depth = BigInt(factors.length);
  const delta = live.map((j, index) => d[index]!.div(w[j]!));
  const squares = live.map((j) => factors[0]![j]!.mul(factors[0]![j]!));
  const spread = squares.reduce(
    (sum, r, index) => sum.add(r.mul(delta[index]!).mul(delta[index]!)),
    Rational.ZERO,
  );
  const norm = squares.reduce((sum, r) => sum.add(r), Rational.ZERO);
  const lift = Rational.of(depth - 2n, 4n)
    .mul(spread)
    .div(norm);
  const path = (layer: readonly Rational[], j: number): string[] => {
    const index = live.indexOf(j);
    if (index < 0) return [];
    const first = delta[index]!;
    const second = lift.sub(
      Rational.of(depth - 1n, 2n)
        .mul(first)
        .mul(first),
    );
    return [first, second].map((value) => String(value.mul(layer[j]!)));
  };
  const made = certificate('diagonal-not-local-optimum', data, factors, {
    factors: factors.map((layer) => layer.map((_, j) => path(layer, j))),
  });
  return checkCertificate(made).accepted ? made : null;
}

/** The certificate that w, a separator of lower Σ|w_j|^{2/D}, beats the factors; null where it does not. */
export function refuteGlobally(
  data: Dataset,
  factors: DiagonalFactors,
  w: readonly Rational[],
): Certificate | null {
  const depth = factors.length;
  const marginOf = (v: readonly Rational[]) =>
    Math.min(...data.x.map((x, i) => data.y[i]! * innerProduct(x, v).toNumber()));
  // Roots are rounded; a hair more than the margin needed covers that.
  const ratio = ((1 + 1e-12) * marginOf(diagonalFunction(factors))) / marginOf(w);
  const better = factors.map((_, l) =>
    w.map((value) => {
      const root = Rational.fromDouble((Math.abs(value.toNumber()) * ratio) ** (1 / depth));
      return l === 0 && value.sign() < 0 ? root.neg() : root;
    }),
  );
  const made = certificate('diagonal-not-global-optimum', data, factors, {
    better: { factors: better.map((layer) => layer.map(String)) },
  });
  return checkCertificate(made).accepted ? made : null;
}
