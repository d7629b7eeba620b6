import { l2Margin } from '../../../oracles/l2-margin.ts';
import { symmetricOptimum } from '../../../oracles/two-layer-symmetric.ts';
import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import { toFloats } from '../../../src/data/dataset.ts';
import { symmetric } from '../../../src/generators/datasets.ts';
import { leakySlope } from '../../../src/generators/slopes.ts';
import { madeOneSigned, madeTwoSigned } from '../../../src/generators/starts.ts';
import { twoLayerCases } from '../../../src/generators/two-layer-cases.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { trainingFigure } from '../../../src/reporting/figures/training-figure.ts';
import { powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { meanDirection } from '../first-growth.ts';
import { runFromSmallStart } from '../hinted-flow.ts';

const SCALE = Rational.of(1n, 1000n);

/** One draw in the plane, trained as two-signed and as one-signed. */
export const neuronDirections: Exhibit = {
  id: 'neuron-directions',
  title: 'Where the neurons go: first along ±μ, then to the max-margin separator',
  build(seed) {
    const cases = (adapt: typeof madeTwoSigned) =>
      twoLayerCases({
        data: symmetric({ points: [5, 5], dimension: [2, 2] }),
        scale: SCALE,
        adapt,
        alpha: leakySlope(8),
        width: [5, 5],
      });
    const draw = caseSeed(seed, 'directions', 0);
    const { data, alpha } = drawCase(cases(madeTwoSigned), draw);
    const optimum = symmetricOptimum(data, alpha);
    const linear = l2Margin(data);
    if (optimum.status !== 'optimal' || linear.status !== 'optimal')
      throw new Error('expected symmetric data');
    const best = Math.sqrt(optimum.marginSquared.toNumber());
    const run = (adapt: typeof madeTwoSigned) => {
      const { start, scale } = drawCase(cases(adapt), draw);
      const settings = { alpha: alpha.toNumber(), scale: scale.toNumber(), tolerance: 1e-7, until: -1e9 };
      return runFromSmallStart({ data, start, ...settings });
    };
    const references = [
      { name: 'μ', direction: meanDirection({ data }) },
      { name: 'max margin', direction: linear.w.map((value) => value.toNumber()) },
    ];
    const figure = (trajectory: ReturnType<typeof run>) =>
      trainingFigure({ trajectory, data: toFloats(data), optimum: best, references });
    const [two, one] = [run(madeTwoSigned), run(madeOneSigned)];
    const ratio = (trajectory: typeof two) => trajectory.final.normalizedMargin / best;
    return {
      markdown: [
        `One draw of ${data.x.length} symmetric points in the plane and five neurons, α = ${alpha.toNumber()}, σ = ${powerOfTen(SCALE.toNumber())}. As drawn, two-signed, it reaches ${ratio(two).toPrecision(9)} of the certified optimum; with every neuron turned to one side of μ, ${ratio(one).toPrecision(9)} of it.`,
        '![Two-signed: both groups of neurons end along the max-margin separator](figures/two-signed-run.svg)',
        '![One-signed: a single direction, short of the optimum](figures/one-signed-run.svg)',
      ].join('\n\n'),
      data: {
        points: data.x.length,
        alpha: alpha.toNumber(),
        scale: SCALE.toNumber(),
        twoSigned: ratio(two),
        oneSigned: ratio(one),
        optimum: best,
      },
      figures: { 'two-signed-run': figure(two), 'one-signed-run': figure(one) },
    };
  },
};
