import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import { gaussianPoints } from '../../../src/generators/nearly-orthogonal.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { markdownTable } from '../../../src/reporting/pages/markdown.ts';
import { aligned, type DescentRun, largestStableRank, predictedLimit, sides } from '../descent-run.ts';
import { sampleRun, startOn, usualFactor } from './sample-runs.ts';

const STEPS = 20_000;
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
    const usual = { ...SIZE, alpha: 0.5, factor: usualFactor(0.5) };
    const kinds: [string, DescentRun[]][] = [
      ['α = .5, C = 5, as usual', draws(12, (i) => sampleRun(usual, seed, i))],
      ['α = .1, C = 2', draws(12, (i) => sampleRun({ ...SIZE, alpha: 0.1, factor: 2 }, seed, i))],
      ['α = .01, C = 2', draws(12, (i) => sampleRun({ ...SIZE, alpha: 0.01, factor: 2 }, seed, i))],
      [
        'common mean, labels at random, α = .5',
        draws(8, (i) => {
          const data = drawCase(gaussianPoints(8, 12, 2), caseSeed(seed, 'common mean', i));
          return startOn(data, { width: 8, alpha: 0.5 }, caseSeed(seed, 'common mean start', i));
        }),
      ],
      [
        'dimension 3, α = .5',
        draws(8, (i) => {
          const data = drawCase(gaussianPoints(8, 3, 0), caseSeed(seed, 'low dimension', i));
          return startOn(data, { width: 8, alpha: 0.5 }, caseSeed(seed, 'low dimension start', i));
        }),
      ],
      ['start a thousand times larger', draws(8, (i) => sampleRun({ ...usual, start: 1 }, seed, i))],
      ['η·max‖x‖² = 50·m', draws(8, (i) => sampleRun({ ...usual, step: 50 }, seed, i))],
      ['η·max‖x‖² = 500·m', draws(8, (i) => sampleRun({ ...usual, step: 500 }, seed, i))],
    ];
    const rows = kinds.map(([name, runs]) => ({ name, ...outcomes(runs) }));
    return {
      markdown: [
        `Leaky nets, n = 8, d = 12, m = 8, after ${STEPS} steps. *Aligned*: every neuron is active exactly on the points of its own sign. The last column is 𝓛ηt over the 1ᵀK⁻¹1 of the aligned pattern, where that exists:`,
        markdownTable(
          ['', 'aligned', 'stable rank', '𝓛ηt/(1ᵀK⁻¹1)'],
          rows.map(({ name, runs, aligned, stableRanks, losses }) => [
            name,
            `${aligned} of ${runs}`,
            stableRanks.map((rank) => rank.toPrecision(6)).join(' to '),
            losses ? losses.map((loss) => loss.toPrecision(4)).join(' to ') : 'none',
          ]),
        ),
        'α(C − 2) ≥ 5/4·κ is sufficient and not necessary: with α = .1 and C = 2 all nets align, though with the bound violated. Under a common mean no net is aligned, and yet the stable ranks tend to 1: neurons of one sign then share another pattern. Large starts and large steps delay the limits, and do not refute them: steps of 500·m/max‖x‖² throw the margins so far that 𝓛ηt is still below its limit.',
      ].join('\n\n'),
      data: rows,
    };
  },
};
