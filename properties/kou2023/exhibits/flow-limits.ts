import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { markdownTable, powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { DEPTHS, K5 } from '../K5-flow-limits.ts';

const DRAWS = 40;
/** log10 loss, and the size of margins there: log 1/𝓛. */
const DEPTH = DEPTHS[0];
const MARGIN = -DEPTH * Math.LN10;
const SHOWN = [
  ['marginSpreadOverNorm', '❘q_i − q_k❘/‖W‖'],
  ['marginDifferenceError', 'q_i − q_k, off log(u_k/u_i)'],
  ['directionError', 'direction of W'],
  ['normError', '‖W‖/(√(1ᵀK⁻¹1)·log 1/𝓛) − 1'],
  ['stableRankError', 'stable rank'],
] as const;

/** Deviations of the flow from its limits, leaky and ReLU. */
export const flowLimits: Exhibit = {
  id: 'flow-limits',
  title: `The flow at log10 loss ${powerOfTen(DEPTH)}`,
  async build(seed) {
    const draws = await Promise.all(
      Array.from({ length: DRAWS }, async (_, i) => {
        const instance = drawCase(K5.cases, caseSeed(seed, 'flow limits', i));
        const decision = await K5.decide(instance, K5.prediction);
        return { leaky: instance.alpha.sign() > 0, figures: decision.figures };
      }),
    );
    const largest = (leaky: boolean, name: string) =>
      Math.max(
        ...draws.filter((draw) => draw.leaky === leaky).map(({ figures }) => Number(figures[name] ?? 0)),
      );
    const table = SHOWN.map(([name, words]) => ({
      words,
      leaky: largest(true, name),
      relu: largest(false, name),
    }));
    return {
      markdown: [
        `The largest deviations in ${DRAWS} draws of K5 (float64; margins there are of size ${MARGIN.toExponential(1)}):`,
        markdownTable(
          ['', 'leaky', 'ReLU'],
          table.map(({ words, leaky, relu }) => [words, leaky.toExponential(1), relu.toExponential(1)]),
        ),
      ].join('\n\n'),
      data: { log10Loss: DEPTH, margin: MARGIN, numberOfDraws: DRAWS, table, draws },
    };
  },
};
