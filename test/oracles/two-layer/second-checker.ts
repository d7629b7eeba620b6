/**
 * A second checker of "two-layer-margin" and "two-layer-infeasible", written from FORMAT.md: plain rationals, recursion over the
 * tree, new regions instead of narrowed ones. It judges only the mathematics: shapes are taken as valid.
 */
import { Rational } from '../../../src/numbers/rational.ts';

export type Step =
  | { step: 'branch'; point: number }
  | { step: 'leaf'; slopes: string[] }
  | { step: 'tighten'; slopes: string[]; bounds: Bound[] };

export interface Bound {
  point: number;
  side: number;
  bound: string;
  cutWeight: string;
  terms: { point: number; weight: string }[];
}

export interface TwoLayerCertificate {
  claim: { kind: string; alpha: string; lower: string; upper: string };
  data: { x: string[][]; denominator: string; y: number[] };
  solution: { neurons: { sign: number; weights: string[]; norm: string }[] };
  derivation: {
    denominator: string;
    multipliers: string[];
    radii: string[];
    positive: Step[];
    negative: Step[];
  };
}

type Vector = readonly Rational[];
type Region = readonly { low: Rational; high: Rational }[];

const ZERO = Rational.ZERO;
const ONE = Rational.ONE;
const total = (values: Vector) => values.reduce((sum, value) => sum.add(value), ZERO);
const dot = (a: Vector, b: Vector) => total(a.map((value, j) => value.mul(b[j]!)));
const larger = (a: Rational, b: Rational) => (a.compare(b) > 0 ? a : b);
const combination = (weights: Vector, x: readonly Vector[]): Vector =>
  x[0]!.map((_, j) => total(x.map((row, i) => weights[i]!.mul(row[j]!))));
const isNormAtMost = (v: Vector, bound: Rational) =>
  bound.sign() >= 0 && dot(v, v).compare(bound.mul(bound)) <= 0;

class NoProof extends Error {}

function require(holds: boolean): void {
  if (!holds) throw new NoProof();
}

/** Whether the certificate proves its claim. */
export function proves(certificate: TwoLayerCertificate): boolean {
  try {
    judge(certificate);
    return true;
  } catch (error) {
    if (error instanceof NoProof) return false;
    throw error;
  }
}

function judge({ claim, data, solution, derivation }: TwoLayerCertificate): void {
  const alpha = Rational.parse(claim.alpha);
  require(alpha.sign() >= 0 && alpha.compare(ONE) <= 0);
  const over = (denominator: string) => {
    const shared = Rational.parse(denominator);
    require(shared.sign() > 0);
    return (text: string) => Rational.parse(text).div(shared);
  };
  const phi = (z: Rational) => (z.sign() < 0 ? alpha.mul(z) : z);
  const x = data.x.map((row) => row.map(over(data.denominator)));
  const y = data.y.map((label) => Rational.of(BigInt(label)));

  const net = solution.neurons.map(({ sign, weights, norm }) => {
    require(sign === 1 || sign === -1);
    const neuron = {
      sign: Rational.of(BigInt(sign)),
      weights: weights.map(Rational.parse),
      norm: Rational.parse(norm),
    };
    require(isNormAtMost(neuron.weights, neuron.norm));
    return neuron;
  });
  const margins = x.map((row, i) =>
    total(net.map(({ sign, weights }) => sign.mul(phi(dot(weights, row))).mul(y[i]!))),
  );
  const least = margins.reduce((a, b) => (a.compare(b) < 0 ? a : b));
  require(least.sign() > 0);
  require(Rational.parse(claim.upper).equals(total(net.map(({ norm }) => norm)).div(least)));

  const inProof = over(derivation.denominator);
  const multipliers = derivation.multipliers.map(inProof);
  require(multipliers.every((value) => value.sign() >= 0));
  require(Rational.parse(claim.lower).equals(total(multipliers)));
  const radii = derivation.radii.map(inProof);
  radii.forEach((radius, i) => {
    require(isNormAtMost(x[i]!, radius));
  });

  for (const [steps, sign] of [
    [derivation.positive, ONE],
    [derivation.negative, ONE.neg()],
  ] as const) {
    const c = multipliers.map((value, i) => value.mul(y[i]!).mul(sign));
    const cut = (slopes: readonly string[], region: Region) => {
      const m = slopes.map((text, i) =>
        text === 'c' ? c[i]! : text === 'ac' ? alpha.mul(c[i]!) : inProof(text),
      );
      const offsets = region.map(({ low, high }, i) => {
        const above = (z: Rational) => c[i]!.mul(phi(z)).sub(m[i]!.mul(z));
        const atEnds = larger(above(low), above(high));
        return low.sign() <= 0 && high.sign() >= 0 ? larger(atEnds, ZERO) : atEnds;
      });
      return { p: combination(m, x), h: ONE.sub(total(offsets)) };
    };
    const cover = (from: number, region: Region): number => {
      const step = steps[from];
      if (step === undefined) throw new NoProof();
      if (step.step === 'leaf') {
        const { p, h } = cut(step.slopes, region);
        require(isNormAtMost(p, h));
        return from + 1;
      }
      if (step.step === 'branch') {
        const { low, high } = region[step.point]!;
        require(low.sign() < 0 && high.sign() > 0);
        const next = cover(from + 1, region.with(step.point, { low: ZERO, high }));
        return cover(next, region.with(step.point, { low, high: ZERO }));
      }
      const { p, h } = cut(step.slopes, region);
      let narrowed = region;
      for (const bound of step.bounds) {
        const side = Rational.of(BigInt(bound.side));
        const weight = inProof(bound.cutWeight);
        require(weight.sign() >= 0 && side.abs().equals(ONE));
        let r = combination([side, weight], [x[bound.point]!, p]);
        let most = weight.mul(h).neg();
        for (const term of bound.terms) {
          const t = inProof(term.weight).neg();
          const { low, high } = narrowed[term.point]!;
          r = combination([ONE, t.neg()], [r, x[term.point]!]);
          most = most.add(larger(t.mul(low), t.mul(high)));
        }
        const value = inProof(bound.bound);
        require(isNormAtMost(r, value.sub(most)));
        const { low, high } = narrowed[bound.point]!;
        narrowed = narrowed.with(
          bound.point,
          bound.side > 0
            ? { low, high: value.compare(high) < 0 ? value : high }
            : { low: larger(low, value.neg()), high },
        );
      }
      const isEmpty = narrowed.some(({ low, high }) => low.compare(high) > 0);
      return isEmpty ? from + 1 : cover(from + 1, narrowed);
    };
    const end = cover(
      0,
      radii.map((radius) => ({ low: radius.neg(), high: radius })),
    );
    require(end === steps.length);
  }
}
