import { Rational } from '../../../src/numbers/rational.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { lineChart } from '../../../src/reporting/figures/line-chart.ts';
import { svgDocument } from '../../../src/reporting/figures/svg.ts';
import { markdownTable } from '../../../src/reporting/pages/markdown.ts';
import { type DescentRun, largestStableRank, norm, runOf, sides } from '../descent-run.ts';
import { digitsSetting } from '../digits.ts';
import { spacedSteps } from './sample-runs.ts';

const STEPS = 100_000;
/** Five zeros and five ones. */
const IMAGES = [0, 1, 2, 3, 4, 20, 21, 22, 23, 24];
const WIDTH = 8;
/** Standard deviations of the noise. */
const NOISE = [0, 2] as const;

/** The largest C with min‖x‖² ≥ C·n·max|⟨x_i, x_k⟩|, in float64. */
function factorOf({ data: { points, dimension, x } }: DescentRun): number {
  let [least, overlap] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < points; i++)
    for (let k = 0; k <= i; k++) {
      let product = 0;
      for (let j = 0; j < dimension; j++) product += x[i * dimension + j]! * x[k * dimension + j]!;
      if (i === k) least = Math.min(least, product);
      else overlap = Math.max(overlap, Math.abs(product));
    }
  return least / (points * overlap);
}

/** Two digits, raw and under noise, leaky and not. */
export const digits: Exhibit = {
  id: 'digits',
  title: 'Images of the digits 0 and 1',
  build(seed) {
    const kinds = NOISE.flatMap((noise) =>
      [Rational.of(1n, 2n), Rational.ZERO].map((alpha) => ({
        noise,
        alpha: alpha.toNumber(),
        name: `${alpha.sign() === 0 ? 'ReLU' : 'leaky, α = 1/2'}, ${noise === 0 ? 'raw' : 'noisy'}`,
        run: runOf(
          digitsSetting({
            images: IMAGES,
            faded: [],
            noise: Rational.of(BigInt(noise)),
            alpha,
            width: WIDTH,
            seed: seed >>> 0,
          }),
        ),
      })),
    );
    const curves = kinds.map(({ name, noise, alpha, run }) => ({
      name,
      noise,
      alpha,
      factor: factorOf(run),
      rows: run.at(spacedSteps(STEPS)).map((state) => {
        const both = sides(run, state);
        const spread = Math.max(...state.margins) - Math.min(...state.margins);
        return {
          step: state.step,
          stableRankExcess: largestStableRank(both) - 1,
          spread,
          relativeSpread: spread / norm(both),
          leastMargin: Math.min(...state.margins),
          lossTimesSteps: state.loss * run.stepSize * state.step,
        };
      }),
    }));
    const x = { label: 'steps', scale: 'log' } as const;
    const chart = (
      title: string,
      label: string,
      scale: 'log' | 'linear',
      value: (row: (typeof curves)[number]['rows'][number]) => number,
    ) =>
      lineChart({
        title,
        x,
        y: { label, scale },
        series: curves.map(({ name, rows }) => ({
          name,
          points: rows.map((row) => [row.step, value(row)] as const),
        })),
      });
    return {
      markdown: [
        `${IMAGES.length / 2} images of each digit, m = ${WIDTH}, η·max‖x‖² = m/2; *noisy* is with Gaussian noise of standard deviation ${NOISE[1]} on every pixel. Which digits the paper used was not at hand. After ${STEPS} steps:`,
        markdownTable(
          ['net', 'C', 'stable rank − 1', 'max q − min q', 'min q', 'spread/‖W‖', '𝓛ηt'],
          curves.map(({ name, factor, rows }) => {
            const last = rows.at(-1)!;
            return [
              name,
              factor.toPrecision(2),
              last.stableRankExcess.toExponential(1),
              last.spread.toFixed(3),
              last.leastMargin.toFixed(2),
              last.relativeSpread.toPrecision(3),
              last.lossTimesSteps.toPrecision(3),
            ];
          }),
        ),
        '![Stable ranks and margins on digits](figures/digits.svg)',
        'On raw images the hypothesis of near orthogonality fails by a factor of hundreds. Stable ranks tend to 1 all the same, but the margins part: some images end ahead, like log t, and are no support vectors. Under the noise the margins equalise.',
      ].join('\n\n'),
      data: {
        imagesOfEachDigit: IMAGES.length / 2,
        width: WIDTH,
        steps: STEPS,
        stepSizeTimesSquare: WIDTH / 2,
        curves,
      },
      figures: {
        digits: svgDocument('Images of two digits', [
          chart(
            'Larger stable rank of W₊ and W₋, less 1',
            'stable rank − 1',
            'log',
            ({ stableRankExcess }) => stableRankExcess,
          ),
          chart('Spread of the margins', 'max q − min q', 'linear', ({ spread }) => spread),
        ]),
      },
    };
  },
};
