import { Rational } from '../../../src/numbers/rational.ts';
import type { LinearCertificate } from './second-checker.ts';

/** The certificate of the same data times a scale: every number of it becomes a proper fraction where the scale is one. */
export function rescaled(certificate: LinearCertificate, scale: Rational): LinearCertificate {
  const copy = structuredClone(certificate);
  const { claim, data, solution, derivation } = copy;
  const times = (text: string, factor: Rational) => String(Rational.parse(text).mul(factor));
  const inverse = Rational.ONE.div(scale);
  // w times the data keeps its margin; Σ λ_i y_i x_i is w for the Euclidean norm, of dual norm 1 for the others.
  const isNorm = claim.kind.startsWith('l1-') || claim.kind.startsWith('linf-');
  const ofWeights = claim.kind.endsWith('infeasible')
    ? Rational.ONE
    : isNorm
      ? inverse
      : inverse.mul(inverse);
  data.x = data.x.map((row) => row.map((value) => String(BigInt(value) * scale.num)));
  data.denominator = String(BigInt(data.denominator) * scale.den);
  if (solution.w) solution.w = solution.w.map((value) => times(value, inverse));
  if (claim.margin) claim.margin = times(claim.margin, scale);
  if (claim.marginSquared) claim.marginSquared = times(claim.marginSquared, scale.mul(scale));
  for (const term of [...(derivation.combination ?? []), ...(derivation.pairs ?? [])])
    term.weight = times(term.weight, ofWeights);
  return copy;
}
