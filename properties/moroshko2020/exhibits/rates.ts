import fc from 'fast-check';
import { lpMargin } from '../../../oracles/lp-margin.ts';
import { qMuMinimum } from '../../../oracles/q-mu-minimum.ts';
import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import type { Dataset } from '../../../src/data/dataset.ts';
import { innerProduct } from '../../../src/data/label-mean.ts';
import { gaussianCoordinate } from '../../../src/generators/coordinates.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { lineChart } from '../../../src/reporting/figures/line-chart.ts';
import { svgDocument } from '../../../src/reporting/figures/svg.ts';
import { markdownTable, powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { diagonalProblem, nearestDepth, preciselyOnce, preciselyTwice, statesOf } from '../diagonal-run.ts';
import { balanced } from '../generators.ts';
import { l1Limit } from '../l1-limit.ts';
import { plainData } from '../plain-data.ts';
import { angleBetween } from '../vectors.ts';

const RATE_DRAWS = 40;
const MEDIAN_DRAWS = 11;
const SIZES = [
  [3, 3],
  [5, 5],
  [10, 5],
  [5, 20],
  [20, 20],
  [40, 10],
] as const;
const MARKS = [-1e5, -1e7, -1e9, -1e11];
const DEPTH = -1e9;
/** α of nearly all runs, and where the separator is not unique. */
const [SCALE, LARGE_SCALE] = [1, 100];
const FACE_DEPTH = -1e17;
const PLATEAU = { points: 6, dimension: 11, least: 0.01 };

/** κ of the optimum and the slope of the direction error over the last decade. */
async function measuredRate(seed: number, index: number) {
  const data = drawCase(balanced(0.1), caseSeed(seed, 'rates', index));
  const optimum = await l1Limit(data);
  if (typeof optimum === 'string') throw new Error(optimum);
  const states = statesOf(preciselyOnce(diagonalProblem(data, 2, SCALE, DEPTH))).filter(
    ({ depth }) => depth > 1,
  );
  const last = states.at(-1)!;
  const before = nearestDepth(states, last.depth / 10);
  const [far, near] = [before, last].map(({ w }) => angleBetween(w, optimum.w)) as [number, number];
  return { rate: optimum.rate, measured: -Math.log(near / far) / Math.log(last.depth / before.depth) };
}

/** Gaussian points, rounded to 1/256, with the labels of a Gaussian teacher. */
function gaussian(n: number, d: number, seed: number, index: number): Dataset {
  const count = (n + 1) * d;
  const entries = fc.array(gaussianCoordinate(), { minLength: count, maxLength: count });
  const drawn = drawCase(entries, caseSeed(seed, `gaussian ${n}×${d}`, index));
  const [teacher, ...x] = Array.from({ length: n + 1 }, (_, i) => drawn.slice(i * d, (i + 1) * d));
  return { name: 'gaussian', x, y: x.map((row) => (innerProduct(teacher!, row).sign() < 0 ? -1 : 1)) };
}

/** Direction errors at the marks. */
async function directionErrors(data: Dataset, marks: readonly number[]): Promise<number[]> {
  const optimum = await lpMargin(data, 'l1');
  if (optimum.status !== 'optimal') throw new Error(`the data is ${optimum.status}`);
  const w = optimum.w.map((value) => value.toNumber());
  const states = statesOf(preciselyOnce(diagonalProblem(data, 2, SCALE, Math.min(...marks)))).filter(
    ({ depth }) => depth > 1,
  );
  return marks.map((mark) => angleBetween(nearestDepth(states, -mark * Math.LN10).w, w));
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/**
 * z = (1, −4, 4), (3, 2, 3): the shortest separators are (w₁, 0, w₃) with w₁ + w₃ = 1/3, w₁ ≤ 1/9. The first point stops being active when its
 * dual variable is largest, at Λ; then w minimises w₁ log(w₁/π₁) + w₃ log(w₃/π₃), π = exp(Λz₁), over that face: w₃/w₁ = e^{3Λ}.
 */
export function facePoint() {
  const z = [
    [1, -4, 4],
    [3, 2, 3],
  ];
  const data = plainData(z);
  const dual = (inverseMu: number) => {
    const minimum = qMuMinimum(data, Rational.of(1n, BigInt(inverseMu)));
    if (minimum.status !== 'optimal') throw new Error('the data is not separable');
    return minimum.multipliers[0]!.toNumber();
  };
  // The largest value is at 1/μ ≈ 276, where it is flat: a grid of whole numbers gives it to 1e-9.
  const largestDual = Math.max(...Array.from({ length: 11 }, (_, k) => dual(271 + k)));
  const runs = preciselyTwice(diagonalProblem(data, 2, LARGE_SCALE, FACE_DEPTH));
  const { w } = statesOf(runs.fine).at(-1)!;
  return { predicted: Math.exp(3 * largestDual), seen: w[2]! / w[0]! };
}

/** The rate at which the ℓ1 separator is approached, and what there is where it is not unique. */
export const rates: Exhibit = {
  id: 'rates',
  title: 'How fast the ℓ1 separator is approached',
  async build(seed) {
    const measured: Awaited<ReturnType<typeof measuredRate>>[] = [];
    for (let i = 0; i < RATE_DRAWS; i++) measured.push(await measuredRate(seed, i));
    measured.sort((a, b) => a.rate - b.rate);

    const medians: { n: number; d: number; errors: number[]; median: number }[] = [];
    for (const [n, d] of SIZES) {
      const errors: number[] = [];
      for (let i = 0; i < MEDIAN_DRAWS; i++)
        errors.push((await directionErrors(gaussian(n, d, seed, i), [DEPTH]))[0]!);
      medians.push({ n, d, errors, median: median(errors) });
    }

    const orders = Math.max(
      ...medians.map(({ errors }) => Math.log10(Math.max(...errors) / Math.min(...errors))),
    );

    let plateau: number[] = [];
    const flatness = (errors: readonly number[]) => errors.at(-1)! / errors[0]!;
    for (let i = 0; i < MEDIAN_DRAWS; i++) {
      const errors = await directionErrors(gaussian(PLATEAU.points, PLATEAU.dimension, seed, i), MARKS);
      if (errors.at(-1)! > PLATEAU.least && (plateau.length === 0 || flatness(errors) > flatness(plateau)))
        plateau = errors;
    }
    const face = facePoint();
    return {
      markdown: [
        `Direction error ~ C(G/α²)^−κ, G = log(1/𝓛): κ of ${RATE_DRAWS} generated sets against the slope measured over the last decade before log10 loss ${powerOfTen(DEPTH)}, α = ${SCALE}.`,
        '![κ against the measured slope](figures/rates.svg)',
        `Direction error at log10 loss ${powerOfTen(DEPTH)}, α = ${SCALE}, on n Gaussian points in d dimensions with the labels of a linear teacher: the median of ${MEDIAN_DRAWS} draws. The errors of one size spread over up to ${orders.toFixed(0)} orders of magnitude, so that the median is uncertain by one or two of them.`,
        markdownTable(
          ['n × d', 'median', 'least', 'largest'],
          medians.map(({ n, d, errors, median }) => [
            `${n} × ${d}`,
            median.toExponential(0),
            Math.min(...errors).toExponential(0),
            Math.max(...errors).toExponential(0),
          ]),
        ),
        `Plateaus: the error that moved least between log10 loss ${powerOfTen(MARKS[0]!)} and ${powerOfTen(MARKS.at(-1)!)}, of those above ${100 * PLATEAU.least} % among ${MEDIAN_DRAWS} draws with n = ${PLATEAU.points}, d = ${PLATEAU.dimension}.`,
        markdownTable(
          MARKS.map((mark) => `at ${powerOfTen(mark)}`),
          plateau.length === 0 ? [] : [plateau.map((value) => value.toPrecision(3))],
        ),
        `Where the ℓ1 separator is not unique the limit is a definite point of the face. z = (1, −4, 4), (3, 2, 3): w₃/w₁ = ${face.predicted.toPrecision(8)} predicted for α → ∞, ${face.seen.toPrecision(6)} seen from α = ${LARGE_SCALE} at log10 loss ${powerOfTen(FACE_DEPTH)}.`,
      ].join('\n\n'),
      data: {
        rateDraws: RATE_DRAWS,
        medianDraws: MEDIAN_DRAWS,
        alpha: SCALE,
        log10Loss: DEPTH,
        measured,
        medians,
        orders,
        plateau: { ...PLATEAU, log10Loss: MARKS, errors: plateau },
        face: { ...face, alpha: LARGE_SCALE, log10Loss: FACE_DEPTH },
      },
      figures: {
        rates: svgDocument('Rates of approach', [
          lineChart({
            title: 'Measured slope over κ',
            x: { label: 'κ of the ℓ1 optimum', scale: 'linear' },
            y: { label: 'measured rate', scale: 'linear' },
            series: [
              { name: 'measured', points: measured.map(({ rate, measured }) => [rate, measured]) },
              {
                name: 'κ',
                points: [
                  [0, 0],
                  [1, 1],
                ],
                dashed: true,
              },
            ],
          }),
        ]),
      },
    };
  },
};
