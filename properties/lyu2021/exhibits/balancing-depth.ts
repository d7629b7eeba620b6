import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { lineChart } from '../../../src/reporting/figures/line-chart.ts';
import { svgDocument } from '../../../src/reporting/figures/svg.ts';
import { markdownTable, powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { slidingFlow } from '../../../src/training/sliding/flow.ts';

const ALPHA = 15 / 16;
/** Largest normalised margin on ±1. */
const BEST = (1 + ALPHA) / 4;
const RATIOS = [2, 5.5, 10, 30];
const SCALES = [1e-2, 1e-3, 1e-30];
const SCALE = 1e-3;
/** Gaps below this are rounding. */
const ROUNDING = 1e-13;
const DEPTHS = [9, 12, 16, 20, 40];

/** Two neurons on the points ±1 of R¹, one on each side, whose weights A± = ‖(a, w)‖² have the given ratio. */
function run(ratio: number, scale: number, log10Depth: number) {
  const b = Math.sqrt(ratio);
  return slidingFlow({
    points: 2,
    dimension: 1,
    x: Float64Array.of(1, -1),
    y: Float64Array.of(1, -1),
    width: 2,
    alpha: ALPHA,
    loss: 'exponential',
    start: [b, -1, b, -1].map((value) => scale * value),
    until: -(10 ** log10Depth),
    tolerance: 1e-8,
  });
}

/** How deep an uneven draw must be trained before it reaches the optimum, for α near 1. */
export const balancingDepth: Exhibit = {
  id: 'balancing-depth',
  title: 'The depth that an uneven draw needs',
  build() {
    const rows = RATIOS.map((ratio) => ({
      ratio,
      needed: DEPTHS[0]! + (Math.log10(ratio) * ALPHA) / (1 - ALPHA),
      gaps: DEPTHS.map((depth) => 1 - run(ratio, SCALE, depth).final.normalizedMargin / BEST),
    }));
    const ofScale = SCALES.map((scale) => ({
      scale,
      gap: 1 - run(RATIOS[1]!, scale, DEPTHS[0]!).final.normalizedMargin / BEST,
    }));
    const marks = DEPTHS.map((depth) => -(10 ** depth));
    const first = powerOfTen(marks[0]!);
    const chart = lineChart({
      title: `Relative margin gap on the points ±1, α = ${ALPHA}`,
      x: { label: '−log₁₀ loss', scale: 'log' },
      y: { label: 'relative gap', scale: 'log' },
      series: RATIOS.map((ratio) => ({
        name: `weights ${ratio} : 1`,
        points: run(ratio, SCALE, DEPTHS.at(-1)!)
          .records.map((record) => [-record.log10Loss, 1 - record.normalizedMargin / BEST] as const)
          .filter(([, gap]) => gap > ROUNDING),
      })),
    });
    return {
      markdown: [
        `A small start keeps the drawn ratio of the weights on the two sides of μ, and while one side leads, the ratio falls only like log(1/𝓛)^−(1−α)/α. Two neurons on the points ±1, α = ${ALPHA}, σ = ${powerOfTen(SCALE)}: relative gap to the optimum at log10 loss ${first} and deeper. L2 runs to ${first}·ratio^(α/(1−α)).`,
        markdownTable(
          ['ratio of weights', ...marks.map(powerOfTen), 'L2 runs to'],
          rows.map(({ ratio, gaps, needed }) => [
            ratio,
            ...gaps.map((gap) =>
              Math.abs(gap) < ROUNDING ? `below ${powerOfTen(ROUNDING)}` : gap.toExponential(1),
            ),
            `−10^${needed.toFixed(1)}`,
          ]),
        ),
        `The size of the start does not matter: at ${first} a ratio of ${RATIOS[1]} leaves ${ofScale
          .map(({ scale, gap }) => `${gap.toExponential(2)} from σ = ${powerOfTen(scale)}`)
          .join(', ')}.`,
        '![The gap closes only once the two sides are balanced](figures/balancing-depth.svg)',
      ].join('\n\n'),
      data: { alpha: ALPHA, scale: SCALE, log10Loss: marks, rows, ofScale, rounding: ROUNDING },
      figures: { 'balancing-depth': svgDocument('Balancing depth', [chart]) },
    };
  },
};
