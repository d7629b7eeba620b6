import { quasiNormOptimum } from '../../../oracles/local-optimality/quasi-norm.ts';
import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import type { Dataset } from '../../../src/data/dataset.ts';
import { separable } from '../../../src/generators/datasets.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { markdownTable, powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { diagonalProblem, preciselyTwice, statesOf } from '../diagonal-run.ts';
import { l1Limit } from '../l1-limit.ts';
import { plainData } from '../plain-data.ts';
import { certifyStationary, snappedLimit } from '../quasi-norm-limit.ts';
import { angleBetween } from '../vectors.ts';

const POWER = 3;
const SCALE = 0.05;
/** Deep enough for features that nearly tie: at −10⁹ about one set in fifty still moves by more than 10⁻⁵ a decade. */
const UNTIL = -1e13;
const SETS = 28;
const SAME = 1e-5;

/** Where a network of depth 3 ends, and what that is. */
export async function deepLimit(data: Dataset) {
  const last = statesOf(preciselyTwice(diagonalProblem(data, POWER, SCALE, UNTIL)).fine).at(-1)!;
  const limit = snappedLimit(data, last);
  const l1 = await l1Limit(data);
  const global = quasiNormOptimum(data, 2 / POWER);
  if (typeof l1 === 'string' || !global || !limit) throw new Error('the data is not separable');
  const certificate = certifyStationary(data, limit, POWER);
  return {
    limit: Array.from(limit),
    l1: l1.w,
    global: global.w.map(String),
    distance: angleBetween(limit, last.w),
    isL1: angleBetween(limit, l1.w) < SAME,
    isGlobal:
      angleBetween(
        limit,
        global.w.map((value) => value.toNumber()),
      ) < SAME,
    certificate,
  };
}

const certificateName = (example: number) => `depth-three-${example + 1}`;

/** Depth 3 from a small start: stationary, not always optimal. */
export const deepLimits: Exhibit = {
  id: 'deep-limits',
  title: 'Depth three: stationary, not always optimal',
  async build(seed) {
    const examples = [
      plainData([
        [-3, 1],
        [4, 3],
      ]),
      plainData([
        [1, 5],
        [4, -4],
      ]),
    ];
    const exact: (Awaited<ReturnType<typeof deepLimit>> & { name: string })[] = [];
    for (const data of examples) exact.push({ name: data.name, ...(await deepLimit(data)) });
    const random: Awaited<ReturnType<typeof deepLimit>>[] = [];
    for (let i = 0; i < SETS; i++) {
      const drawn = separable({ points: [3, 3], dimension: [5, 5] });
      random.push(await deepLimit(drawCase(drawn, caseSeed(seed, 'deep-limits', i))));
    }
    const count = (holds: (outcome: (typeof random)[number]) => boolean) => random.filter(holds).length;
    const counts = {
      stationary: count(({ certificate }) => certificate !== null),
      l1: count(({ isL1 }) => isL1),
      global: count(({ isGlobal }) => isGlobal),
      neither: count(({ isL1, isGlobal }) => !isL1 && !isGlobal),
    };
    const vector = (w: readonly (number | string)[]) =>
      `(${w.map((value) => (typeof value === 'string' ? value : value.toPrecision(6))).join(', ')})`;
    return {
      markdown: [
        `D = ${POWER}, α = ${SCALE}, y = +1, to log10 loss ${powerOfTen(UNTIL)}. The limit is what the last state snaps to; the checker accepts a KKT certificate of the ℓ_{2/3} problem there.`,
        markdownTable(
          ['z', 'limit', 'ℓ1 separator', 'global ℓ_{2/3} optimum', 'KKT certificate'],
          exact.map(({ name, limit, l1, global, certificate }, k) => [
            name,
            vector(limit),
            vector(l1),
            vector(global),
            certificate ? `[accepted](certificates/${certificateName(k)}.json)` : 'none',
          ]),
        ),
        `${SETS} random separable sets of 3 points in 5 dimensions:`,
        markdownTable(
          ['stationary', 'at the ℓ1 separator', 'at the global ℓ_{2/3} optimum', 'at neither'],
          [Object.values(counts)],
        ),
      ].join('\n\n'),
      data: { alpha: SCALE, log10Loss: UNTIL, sameWithin: SAME, sets: SETS, exact, counts, random },
      certificates: Object.fromEntries(
        exact.flatMap(({ certificate }, k) =>
          certificate ? [[certificateName(k), certificate] as const] : [],
        ),
      ),
    };
  },
};
