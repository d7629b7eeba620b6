/**
 * A second checker of the linear kinds, written from FORMAT.md and sharing nothing with the first but Rational: plain
 * sums of rationals, no common denominators. It judges only the mathematics: shapes are taken as valid.
 */
import { Rational } from '../../../src/numbers/rational.ts';

export interface LinearCertificate {
  claim: { kind: string; marginSquared?: string; margin?: string; alpha?: string; dimension?: number };
  data: { x: string[][]; denominator: string; y: number[] };
  solution: { w?: string[] };
  derivation: {
    combination?: { point: number; weight: string }[];
    pairs?: { point: number; mirror: number; weight: string }[];
  };
}

type Vector = readonly Rational[];

const total = (values: Vector) => values.reduce((sum, value) => sum.add(value), Rational.ZERO);
const dot = (a: Vector, b: Vector) => total(a.map((value, j) => value.mul(b[j]!)));
const l1 = (v: Vector) => total(v.map((value) => value.abs()));
const linf = (v: Vector) => v.map((value) => value.abs()).reduce((a, b) => (a.compare(b) > 0 ? a : b));
const same = (a: Vector, b: Vector) => a.every((value, j) => value.equals(b[j]!));
const zero = (v: Vector) => v.every((value) => value.sign() === 0);

/** |t| where v = t·u, or 0 if v is on another line through 0 than u. */
function lengthAlong(u: Vector, v: Vector): Rational {
  const j = u.findIndex((value) => value.sign() !== 0);
  if (j < 0) return Rational.ZERO;
  const t = v[j]!.div(u[j]!);
  return same(
    v,
    u.map((value) => value.mul(t)),
  )
    ? t.abs()
    : Rational.ZERO;
}

/** Rows left after eliminating one column after another. */
function rank(rows: readonly Vector[]): number {
  const pivot = rows.find((row) => row.length > 0 && row[0]!.sign() !== 0);
  if (rows.length === 0 || rows[0]!.length === 0) return 0;
  const rest = rows.filter((row) => row !== pivot);
  if (!pivot) return rank(rest.map((row) => row.slice(1)));
  const reduced = rest.map((row) => {
    const factor = row[0]!.div(pivot[0]!);
    return row.slice(1).map((value, j) => value.sub(factor.mul(pivot[j + 1]!)));
  });
  return 1 + rank(reduced);
}

/** Whether the certificate proves its claim. */
export function proves({ claim, data, solution, derivation }: LinearCertificate): boolean {
  const scale = Rational.parse(data.denominator);
  if (scale.sign() <= 0) return false;
  const x = data.x.map((row) => row.map((value) => Rational.parse(value).div(scale)));
  const z = x.map((row, i) => row.map((value) => value.mul(Rational.of(BigInt(data.y[i]!)))));
  const multipliers = x.map(() => Rational.ZERO);
  const give = (i: number, weight: string) => {
    multipliers[i] = multipliers[i]!.add(Rational.parse(weight));
  };
  for (const { point, weight } of derivation.combination ?? []) give(point, weight);
  for (const { point, mirror, weight } of derivation.pairs ?? []) {
    if (
      data.y[point] !== -data.y[mirror]! ||
      !same(
        x[point]!,
        x[mirror]!.map((value) => value.neg()),
      )
    )
      return false;
    give(point, weight);
    give(mirror, weight);
  }
  const weights = [...(derivation.combination ?? []), ...(derivation.pairs ?? [])].map(
    ({ weight }) => weight,
  );
  if (weights.some((weight) => Rational.parse(weight).sign() < 0)) return false;
  const sum = z[0]!.map((_, j) => total(z.map((row, i) => multipliers[i]!.mul(row[j]!))));

  if (claim.kind === 'infeasible') return zero(sum) && !zero(multipliers);
  if (claim.kind === 'two-layer-infeasible') {
    const alpha = Rational.parse(claim.alpha!);
    if (alpha.sign() < 0 || alpha.compare(Rational.ONE) > 0) return false;
    const balances = x.map((row) =>
      total(
        z.map((_, i) => multipliers[i]!.mul(Rational.of(BigInt(data.y[i]!))).mul(lengthAlong(row, x[i]!))),
      ),
    );
    return zero(sum) && !zero(multipliers) && (alpha.equals(Rational.ONE) || zero(balances));
  }
  const w = solution.w!.map((value) => Rational.parse(value));
  if (z.some((row) => dot(row, w).compare(Rational.ONE) < 0)) return false;
  const dual = total(multipliers);
  if (claim.kind.startsWith('l1-') || claim.kind.startsWith('linf-')) {
    const [norm, dualNorm] = claim.kind.startsWith('l1-') ? [l1, linf] : [linf, l1];
    if (dualNorm(sum).compare(Rational.ONE) > 0 || !norm(w).equals(dual)) return false;
    if (!Rational.parse(claim.margin!).mul(norm(w)).equals(Rational.ONE)) return false;
    if (claim.kind.endsWith('-margin')) return true;
    const support = z.flatMap((_, i) => (multipliers[i]!.sign() > 0 ? [i] : []));
    if (z.some((row, i) => !support.includes(i) && dot(row, w).equals(Rational.ONE))) return false;
    const isFree = (j: number) =>
      claim.kind === 'l1-face' ? sum[j]!.abs().equals(Rational.ONE) : sum[j]!.sign() === 0;
    const isInside = (j: number) =>
      claim.kind === 'l1-face' ? w[j]!.sign() !== 0 : w[j]!.abs().compare(linf(w)) < 0;
    const free = w.flatMap((_, j) => (isFree(j) ? [j] : []));
    if (!free.every(isInside)) return false;
    return claim.dimension === free.length - rank(support.map((i) => free.map((j) => z[i]![j]!)));
  }
  if (!same(sum, w) || !dot(w, w).equals(dual)) return false;
  const product = Rational.parse(claim.marginSquared!).mul(dot(w, w));
  if (claim.kind === 'l2-margin') return product.equals(Rational.ONE);
  const alpha = Rational.parse(claim.alpha!);
  if (alpha.sign() < 0 || alpha.compare(Rational.ONE) > 0) return false;
  const factor = alpha.add(Rational.ONE).div(Rational.of(4n));
  return product.equals(factor.mul(factor));
}
