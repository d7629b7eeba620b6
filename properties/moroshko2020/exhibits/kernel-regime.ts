import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import { separable } from '../../../src/generators/datasets.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { markdownTable, powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { besideLinear, linearWeights } from '../kernel-regime.ts';
import { largest } from '../vectors.ts';

const DEPTH = 1e4;
/** ρ below which rounding shows. */
const ROUNDING = 1e-3;
const RHOS = [0.42, 0.1, 0.042, 0.01, 0.0042, 0.001, 0.0004];
const POWERS = [2, 3, 4];

/** The order of the error in the kernel regime. */
export const kernelRegime: Exhibit = {
  id: 'kernel-regime',
  title: 'The kernel regime: difference from the linear model',
  build(seed) {
    const data = drawCase(separable({ points: [5, 5], dimension: [8, 8] }), caseSeed(seed, 'kernel', 0));
    const linear = linearWeights(data, DEPTH);
    if (typeof linear === 'string') throw new Error(linear);
    const table = RHOS.map((rho) => ({
      rho,
      constants: POWERS.map((power) => {
        const alpha = (largest(linear) / (2 * rho)) ** (1 / power);
        const net = besideLinear(data, power, DEPTH, linear, alpha);
        if (typeof net === 'string') throw new Error(net);
        return { power, alpha, difference: net.difference, constant: net.difference / net.rho ** 2 };
      }),
    }));
    return {
      markdown: [
        `A generated set of 5 points in 8 dimensions, log(1/𝓛) = ${powerOfTen(DEPTH)}: C in ‖w − w_linear‖ = C·ρ²·‖w_linear‖ at the same loss, ρ = ‖w‖∞/(2α^D). Below ρ = ${powerOfTen(ROUNDING)} rounding shows.`,
        markdownTable(
          ['ρ', ...POWERS.flatMap((power) => [`α, D = ${power}`, `C, D = ${power}`])],
          table.map(({ rho, constants }) => [
            rho,
            ...constants.flatMap(({ alpha, constant }) => [alpha.toPrecision(4), constant.toPrecision(4)]),
          ]),
        ),
      ].join('\n\n'),
      data: { logOfInverseLoss: DEPTH, rounding: ROUNDING, table },
    };
  },
};
