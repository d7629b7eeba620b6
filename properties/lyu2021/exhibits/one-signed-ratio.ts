import fc from 'fast-check';
import { symmetricOptimum } from '../../../oracles/two-layer-symmetric.ts';
import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import { symmetric } from '../../../src/generators/datasets.ts';
import {
  cutStart,
  isTwoSigned,
  madeOneSigned,
  madeTwoSigned,
  wideStart,
} from '../../../src/generators/starts.ts';
import { type TwoLayerCase, twoLayerCases } from '../../../src/generators/two-layer-cases.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { markdownTable, powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { runFromSmallStart } from '../hinted-flow.ts';

const SLOPES = [1, 2, 4, 8, 12].map((k) => Rational.of(BigInt(k), 16n));
const DRAWS_A_SLOPE = 5;
const LARGEST_WIDTH = 6;
const STARTS = 4000;
const SCALE = Rational.of(1n, 1000n);
/** What Gaussian coordinates are rounded to. */
const COORDINATE_GRID = '1/256';
const DEPTH = -1e12;

/** γ̄ at the end as a part of the certified optimum. */
function ratioOf({ data, alpha, start, scale }: TwoLayerCase): number {
  const optimum = symmetricOptimum(data, alpha);
  if (optimum.status !== 'optimal') throw new Error('expected symmetric data');
  const settings = { alpha: alpha.toNumber(), scale: scale.toNumber(), tolerance: 1e-7, until: DEPTH };
  const run = runFromSmallStart({ data, start, ...settings });
  return run.final.normalizedMargin / Math.sqrt(optimum.marginSquared.toNumber());
}

/** What a draw on one side of the mean costs, and how often it happens. */
export const oneSignedRatio: Exhibit = {
  id: 'one-signed-ratio',
  title: 'One-signed draws: what they cost and how often they happen',
  build(seed) {
    const cases = (alpha: Rational, adapt: typeof madeOneSigned) =>
      twoLayerCases({ data: symmetric(), scale: SCALE, adapt, alpha: fc.constant(alpha) });
    const ratios = SLOPES.map((alpha) => {
      const drawn = (adapt: typeof madeOneSigned, name: string) =>
        Array.from({ length: DRAWS_A_SLOPE }, (_, i) =>
          ratioOf(drawCase(cases(alpha, adapt), caseSeed(seed, `${name}: ${alpha}`, i))),
        );
      const a = alpha.toNumber();
      const predicted = (2 * a) / (1 + a);
      const oneSigned = drawn(madeOneSigned, 'one-signed');
      const twoSigned = drawn(madeTwoSigned, 'two-signed');
      const off = (values: readonly number[], target: number) =>
        Math.max(...values.map((value) => Math.abs(value / target - 1)));
      return {
        alpha: a,
        predicted,
        oneSigned,
        offPredicted: off(oneSigned, predicted),
        twoSigned,
        offOne: off(twoSigned, 1),
      };
    });

    const frequencies = Array.from({ length: LARGEST_WIDTH - 1 }, (_, i) => i + 2).map((width) => {
      let twoSigned = 0;
      for (let i = 0; i < STARTS; i++) {
        const { data, start } = drawCase(STARTS_ON_DATA, caseSeed(seed, 'draws', i));
        if (isTwoSigned(cutStart(start, width, data.x[0]!.length), data)) twoSigned++;
      }
      const probability = 1 - 2 ** (1 - width);
      const standardError = Math.sqrt((probability * (1 - probability)) / STARTS);
      const measured = twoSigned / STARTS;
      return { width, probability, measured, standardErrors: (measured - probability) / standardError };
    });
    return {
      markdown: [
        `On symmetric data a one-signed draw ends at α/2 · γ*, a part 2α/(1+α) of the optimum (1+α)/4 · γ*; a two-signed one reaches the optimum. ${DRAWS_A_SLOPE} draws of each kind and slope, σ = ${powerOfTen(SCALE.toNumber())}, to log10 loss ${powerOfTen(DEPTH)}.`,
        markdownTable(
          [
            'α',
            '2α/(1+α)',
            'one-signed: first ratio',
            'largest relative deviation',
            'two-signed: largest deviation from 1',
          ],
          ratios.map(({ alpha, predicted, oneSigned, offPredicted, offOne }) => [
            alpha,
            predicted.toPrecision(10),
            oneSigned[0]!.toPrecision(10),
            offPredicted.toExponential(1),
            offOne.toExponential(1),
          ]),
        ),
        `A Gaussian draw of m neurons is two-signed with probability 1 − 2^−(m−1): a_k + ⟨w_k,μ̂⟩ has either sign with probability ½, independently. Among ${STARTS} draws of each width (rounded to ${COORDINATE_GRID}):`,
        markdownTable(
          ['m', '1 − 2^−(m−1)', 'two-signed', 'off by standard errors'],
          frequencies.map(({ width, probability, measured, standardErrors }) => [
            width,
            probability,
            measured.toFixed(4),
            standardErrors.toFixed(2),
          ]),
        ),
      ].join('\n\n'),
      data: {
        drawsOfEachSlope: DRAWS_A_SLOPE,
        scale: SCALE.toNumber(),
        log10Loss: DEPTH,
        starts: STARTS,
        startGrid: COORDINATE_GRID,
        ratios,
        frequencies,
      },
    };
  },
};

const STARTS_ON_DATA = fc.record({ data: symmetric(), start: wideStart(LARGEST_WIDTH, 4) });
