import fc from 'fast-check';
import type { DescentCase } from '../../properties/kou2023/descent-case.ts';
import { descentCases } from '../../properties/kou2023/descent-cases.ts';
import { K2 } from '../../properties/kou2023/K2-margins-equalise.ts';
import { K3 } from '../../properties/kou2023/K3-leaky-stable-rank.ts';
import type { AnyClaim, Hypothesis } from '../../src/claims/claim.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { gaussianPoints } from '../../src/generators/nearly-orthogonal.ts';
import { leakySlope } from '../../src/generators/slopes.ts';

const commonMean: Hypothesis<DescentCase> = {
  id: 'common-mean',
  statement: 'points of both labels, at acute angles with their mean',
  holds: ({ data: { x, y } }) => {
    const sum = x[0]!.map((_, j) => x.map((row) => row[j]!).reduce((a, b) => a.add(b)));
    return y.includes(1) && y.includes(-1) && x.every((row) => innerProduct(row, sum).sign() > 0);
  },
};

/** False: around a common mean the points of the other label move a neuron more than its own. */
export const alignsAroundCommonMean: AnyClaim = {
  ...K3,
  id: 'K3-mean',
  statement: 'K3 for points around a common mean with labels at random.',
  hypotheses: [commonMean, ...K3.hypotheses.filter(({ id }) => id !== 'nearly-orthogonal')],
  cases: descentCases({
    alpha: leakySlope(8),
    data: fc
      .oneof(gaussianPoints(4, 3, 2), gaussianPoints(6, 4, 2), gaussianPoints(8, 12, 2))
      .map((data) => () => data),
    width: [2, 4],
  }),
};

export const falseClaims: readonly AnyClaim[] = [alignsAroundCommonMean];
export const trueClaims: readonly AnyClaim[] = [K2, K3];
