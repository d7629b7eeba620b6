import fc from 'fast-check';
import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import type { Dataset, Label } from '../../../src/data/dataset.ts';
import { symmetrise } from '../../../src/data/transforms.ts';
import { gaussianCoordinate } from '../../../src/generators/coordinates.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { lineChart } from '../../../src/reporting/figures/line-chart.ts';
import { svgDocument } from '../../../src/reporting/figures/svg.ts';
import { markdownTable, powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { type AlignmentCase, alignmentCases, carryingNeurons } from '../alignment-cases.ts';
import { type FirstGrowth, firstGrowth, predictedTilt } from '../first-growth.ts';
import { look, misalignment, PREDICTION } from '../simplicity-checks.ts';

/** At which norm the floor is looked at. */
const NORM = Rational.of(1n, 10n);
const SCALES = [2, 3, 4, 5, 6, 7, 8].map((exponent) => 10 ** -exponent);
const DRAWS = 20;
/** σ so small that only the floor is left. */
const SMALLEST = 1e-8;

/** Four standard Gaussian points with label 1 and a first coordinate > 0, and their mirror images. */
const gaussianData: fc.Arbitrary<Dataset> = fc
  .array(fc.tuple(gaussianCoordinate(), gaussianCoordinate()), { minLength: 4, maxLength: 4 })
  .map((rows) =>
    symmetrise({
      name: 'Gaussian points',
      x: rows.map(([a, b]) => [a.abs().add(Rational.of(1n, 256n)), b]),
      y: rows.map((): Label => 1),
    }),
  );

/** 1 − |cos| of the neuron that carries most weight, beside its formula, at a norm. */
function measure(instance: AlignmentCase, first: FirstGrowth, scale: number, norm: number) {
  const at = { ...instance, norm: Rational.fromDouble(norm) };
  const { small, distance } = look(at, first, PREDICTION, scale, 'double');
  const k = carryingNeurons(first).reduce((a, b) =>
    Math.abs(first.growth[b]!) > Math.abs(first.growth[a]!) ? b : a,
  );
  const parts = predictedTilt(first, k, { scale, norm: Math.exp(small.final.logNorm) });
  const formula = parts.start.reduce((sum, value, j) => sum + (value + parts.margins[j]!) ** 2, 0) / 2;
  const floor = parts.margins.reduce((sum, value) => sum + value ** 2, 0) / 2;
  return { scale, norm, measured: misalignment(small, first.axis, k), formula, floor, distance };
}

/** Alignment against σ at a fixed norm and at r = σ^⅓, and the distance to the merged net. */
export const alignment: Exhibit = {
  id: 'alignment',
  title: 'Alignment with ±μ against σ, its floor, and the merged net',
  build(seed) {
    const cases = alignmentCases({ data: gaussianData });
    const instance = drawCase(cases, caseSeed(seed, 'alignment', 0));
    const first = firstGrowth(instance);
    const fixed = SCALES.map((scale) => measure(instance, first, scale, NORM.toNumber()));
    const shrinking = SCALES.map((scale) => measure(instance, first, scale, Math.cbrt(scale)));
    const order = (rows: typeof fixed, value: (row: (typeof fixed)[number]) => number, i: number) =>
      i === 0 ? null : Math.log10(value(rows[i - 1]!) / value(rows[i]!));
    const ordersOf = (rows: typeof fixed) => ({
      cos: rows.map((_, i) => order(rows, ({ measured }) => measured, i)),
      distance: rows.map((_, i) => order(rows, ({ distance }) => distance, i)),
    });
    const floors = Array.from({ length: DRAWS }, (_, i) => {
      const drawn = drawCase(cases, caseSeed(seed, 'floors', i));
      return measure(drawn, firstGrowth(drawn), SMALLEST, NORM.toNumber());
    });
    const floorValues = floors.map(({ measured }) => measured);
    const rangeOfFloors = { least: Math.min(...floorValues), most: Math.max(...floorValues) };
    const table = (rows: typeof fixed) =>
      markdownTable(
        ['σ', 'r', '1 − ❘cos❘', 'formula', 'order in σ', 'distance to the merged net at 10⁻²', 'order in σ'],
        rows.map((row, i) => [
          row.scale.toExponential(0),
          row.norm.toPrecision(3),
          row.measured.toExponential(3),
          row.formula.toExponential(3),
          order(rows, ({ measured }) => measured, i)?.toFixed(3) ?? '',
          row.distance.toExponential(3),
          order(rows, ({ distance }) => distance, i)?.toFixed(3) ?? '',
        ]),
      );
    const line = (name: string, value: (row: (typeof fixed)[number]) => number, dashed = false) => ({
      name,
      dashed,
      points: fixed.map((row) => [row.scale, value(row)] as const),
    });
    const chart = lineChart({
      title: `1 − |cos(w, μ)| when the norm is ${NORM.toNumber()}`,
      x: { label: 'σ', scale: 'log' },
      y: { label: '1 − |cos|', scale: 'log' },
      series: [
        line('measured', ({ measured }) => measured),
        line('formula', ({ formula }) => formula, true),
        line('floor', ({ floor }) => floor),
      ],
    });
    return {
      markdown: [
        `The neuron that carries most weight, on four Gaussian points of the plane and their mirror images, looked at when ‖θ‖ = ${NORM.toNumber()}. The order is 2 until the floor of order r⁴, which the margins make, is near:`,
        table(fixed),
        '![Order 2, down to the floor](figures/alignment.svg)',
        `At σ = ${powerOfTen(SMALLEST)} only the floor is left: ${rangeOfFloors.least.toExponential(1)} to ${rangeOfFloors.most.toExponential(1)} in ${DRAWS} draws of data and start; its constant is that of the data, and the formula gives it. With r = σ^⅓ both parts are of order σ^(4/3):`,
        table(shrinking),
      ].join('\n\n'),
      data: {
        norm: NORM.toNumber(),
        draws: DRAWS,
        smallest: SMALLEST,
        fixed,
        shrinking,
        orders: { fixed: ordersOf(fixed), shrinking: ordersOf(shrinking) },
        floors,
        rangeOfFloors,
      },
      figures: { alignment: svgDocument('Alignment', [chart]) },
    };
  },
};
