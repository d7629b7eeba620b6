import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import { gaussianPoints } from '../../../src/generators/nearly-orthogonal.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { markdownTable } from '../../../src/reporting/pages/markdown.ts';
import { aligned, type DescentRun, largestStableRank, predictedLimit, sides } from '../descent-run.ts';
import { type Sample, sampleRun, startOn, usualFactor } from './sample-runs.ts';

const STEPS = 20_000;
const USUAL = 0.5;
const LARGE_STEP = 500;
const FEW = 8;
const MANY = 12;
const SIZE = { points: 8, dimension: 12, width: 8 };

/** What became of some runs: aligned or not, stable ranks, and how far 𝓛ηt is from 1ᵀK⁻¹1 of the aligned pattern. */
function outcomes(runs: readonly DescentRun[]) {
  const seen = runs.map((run) => {
    const [before, after] = run.at([STEPS / 8, STEPS]);
    const limit = predictedLimit(run, before!, after!);
    return {
      aligned: aligned(run, after!),
      stableRank: largestStableRank(sides(run, after!)),
      loss: limit.status === 'limit' ? (after!.loss * run.stepSize * STEPS) / limit.total : Number.NaN,
    };
  });
  const losses = seen.map(({ loss }) => loss).filter((loss) => !Number.isNaN(loss));
  return {
    runs: runs.length,
    aligned: seen.filter((run) => run.aligned).length,
    stableRanks: [
      Math.min(...seen.map(({ stableRank }) => stableRank)),
      Math.max(...seen.map(({ stableRank }) => stableRank)),
    ] as const,
    losses: losses.length === 0 ? undefined : ([Math.min(...losses), Math.max(...losses)] as const),
  };
}

/** What breaks the claims for the leaky ReLU when it is changed, and what only delays them. */
export const conditions: Exhibit = {
  id: 'conditions',
  title: 'Which conditions matter',
  build(seed) {
    const draws = (count: number, run: (index: number) => DescentRun) =>
      Array.from({ length: count }, (_, i) => run(i));
    const usual = { ...SIZE, alpha: USUAL, factor: usualFactor(USUAL) };
    const sampled = (name: string, count: number, sample: Sample) => ({
      name,
      sample,
      ...outcomes(draws(count, (i) => sampleRun(sample, seed, i))),
    });
    const onGaussianPoints = (name: string, dimension: number, mean: number, label: string) => ({
      name,
      sample: { points: SIZE.points, dimension, width: SIZE.width, alpha: USUAL, mean },
      ...outcomes(
        draws(FEW, (i) => {
          const points = gaussianPoints(SIZE.points, dimension, mean);
          const data = drawCase(points, caseSeed(seed, label, i));
          return startOn(data, { width: SIZE.width, alpha: USUAL }, caseSeed(seed, `${label} start`, i));
        }),
      ),
    });
    const bySlope = ({ alpha, factor }: Pick<Sample, 'alpha' | 'factor'>) => `α = ${alpha}, C = ${factor}`;
    const violating = { ...SIZE, alpha: 0.1, factor: 2 };
    const nearRelu = { ...SIZE, alpha: 0.01, factor: 2 };
    const ofStep = (step: number) => sampled(`η·max‖x‖² = ${step}·m`, FEW, { ...usual, step });
    const rows = [
      sampled(`${bySlope(usual)}, as usual`, MANY, usual),
      sampled(bySlope(violating), MANY, violating),
      sampled(bySlope(nearRelu), MANY, nearRelu),
      onGaussianPoints(`common mean, labels at random, α = ${USUAL}`, SIZE.dimension, 2, 'common mean'),
      onGaussianPoints(`dimension 3, α = ${USUAL}`, 3, 0, 'low dimension'),
      sampled('start a thousand times larger', FEW, { ...usual, start: 1 }),
      ofStep(50),
      ofStep(LARGE_STEP),
    ];
    return {
      markdown: [
        `Leaky nets, n = ${SIZE.points}, d = ${SIZE.dimension}, m = ${SIZE.width}, after ${STEPS} steps. *Aligned*: every neuron is active exactly on the points of its own sign. The last column is 𝓛ηt over the 1ᵀK⁻¹1 of the aligned pattern, where that exists:`,
        markdownTable(
          ['', 'aligned', 'stable rank', '𝓛ηt/(1ᵀK⁻¹1)'],
          rows.map(({ name, runs, aligned, stableRanks, losses }) => [
            name,
            `${aligned} of ${runs}`,
            stableRanks.map((rank) => rank.toPrecision(6)).join(' to '),
            losses ? losses.map((loss) => loss.toPrecision(4)).join(' to ') : 'none',
          ]),
        ),
        `α(C − 2) ≥ 5/4·κ is sufficient and not necessary: with ${bySlope(violating)} all nets align, though with the bound violated. Under a common mean no net is aligned, and yet the stable ranks tend to 1: neurons of one sign then share another pattern. Large starts and large steps delay the limits, and do not refute them: steps of ${LARGE_STEP}·m/max‖x‖² throw the margins so far that 𝓛ηt is still below its limit.`,
      ].join('\n\n'),
      data: { steps: STEPS, rows },
    };
  },
};
