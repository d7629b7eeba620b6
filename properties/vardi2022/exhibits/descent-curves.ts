import type { Certificate } from '../../../oracles/certificate.ts';
import { toFloats } from '../../../src/data/dataset.ts';
import type { FlowCase } from '../../../src/generators/flow-cases.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { lineChart } from '../../../src/reporting/figures/line-chart.ts';
import { svgDocument } from '../../../src/reporting/figures/svg.ts';
import { trainingFigure } from '../../../src/reporting/figures/training-figure.ts';
import { runsOf, valuesAtMarks } from '../approach.ts';
import { CELLS } from '../cells.ts';
import { standingOf } from '../standing.ts';

/** Longest t of the drawn curves, and how many points. */
const LONGEST = 1;
const STEPS = 40;

/** The printed instances of V2 and V3: the families of the table that they belong to. */
const SHOWN = [
  { id: 'dead-neuron', name: 'V2: points (±1, ¼), the second neuron dead' },
  { id: 'kinks', name: 'V3: points e₁ and e₂, each neuron blind to the other’s point' },
] as const;

/** ½‖θ(t)‖² along the curve of a `not-local-optimum` certificate. */
export function costAlong({ solution, derivation }: Certificate, t: number): number {
  const { weights, scales, neurons } = solution as {
    weights: string[][];
    scales: string[];
    neurons: { weights: number; output: string }[];
  };
  const curve = derivation as { weights: string[][][]; outputs: string[][] };
  const number = (text: string) => Rational.parse(text).toNumber();
  const at = (value: string, coefficients: readonly string[]) =>
    coefficients.reduce((sum, text, power) => sum + number(text) * t ** (power + 1), number(value));
  const hidden = weights.map((row, s) =>
    row.reduce((sum, value, j) => sum + at(value, curve.weights[s]![j]!) ** 2 / number(scales[s]!), 0),
  );
  const outer = neurons.map(
    ({ weights: s, output }, k) => number(scales[s]!) * at(output, curve.outputs[k]!) ** 2,
  );
  return [...hidden, ...outer].reduce((sum, value) => sum + value, 0) / 2;
}

function shown(id: string) {
  const evidence = CELLS.find((cell) => cell.id === id)!;
  const flow: FlowCase = evidence.printed[0]!;
  const limit = evidence.limitOf(flow);
  if (typeof limit === 'string') throw new Error(limit);
  const curve = limit.certificates.find(({ claim }) => claim.kind === 'not-local-optimum');
  if (!curve) throw new Error(`expected a curve for ${id}`);
  const run = runsOf(flow).fine;
  const distances = valuesAtMarks(run, ({ direction }) => limit.distance(direction!));
  return { flow, limit, curve, run, distances };
}

/** Where the neurons of V2's and V3's printed instances go, and how the cost falls on the way out of their limits. */
export const descentCurves: Exhibit = {
  id: 'descent-curves',
  title: 'Two limits that are not locally optimal',
  build() {
    const all = SHOWN.map(({ id, name }) => ({ id, name, ...shown(id) }));
    const costs = all.map(({ name, curve }) => ({
      name,
      points: Array.from({ length: STEPS + 1 }, (_, k): [number, number] => {
        const t = (LONGEST * k) / STEPS;
        return [t, costAlong(curve, t) / costAlong(curve, 0)];
      }),
    }));
    const chart = lineChart({
      title: 'Cost ½‖θ(t)‖² along the certified curves',
      x: { label: 't', scale: 'linear' },
      y: { label: 'cost / cost of the limit', scale: 'linear' },
      series: costs,
    });
    const rows = all.map(({ name, curve, limit, distances }) => {
      const standing = standingOf(limit.certificates);
      const local = typeof standing !== 'string' && standing.local === false;
      const seen = distances.map(
        ({ depth, value }) => `${value.toExponential(1)} at −${depth.toPrecision(2)}`,
      );
      return `| ${name} | ${costAlong(curve, 0)} | ${local ? 'not local' : 'undecided'} | ${seen.join(', ')} |`;
    });
    return {
      markdown: [
        'Each certificate is a curve of feasible nets that leaves the limit and along which the cost falls: at second order in V2, where a dead neuron is born, at first order in V3, where one neuron takes over from the other.',
        [
          '| instance | cost of the limit | certified | distance of the direction to the limit, at log10 loss |',
          '| --- | --- | --- | --- |',
          ...rows,
        ].join('\n'),
        `The curves: ${all.map(({ id, name }) => `[${name}](certificates/${id}-curve.json)`).join(', ')}.`,
        '![Cost along the curves](figures/descent-curves.svg)',
        ...all.map(({ id, name }) => `![${name}: loss, margin and directions](figures/${id}-run.svg)`),
      ].join('\n\n'),
      data: all.map(({ id, distances }, k) => ({ id, distances, cost: costs[k]!.points })),
      figures: {
        'descent-curves': svgDocument('Cost along the curves', [chart]),
        ...Object.fromEntries(
          all.map(({ id, flow, run }) => [
            `${id}-run`,
            trainingFigure({ trajectory: run, data: toFloats(flow.data) }),
          ]),
        ),
      },
      certificates: Object.fromEntries(all.map(({ id, curve }) => [`${id}-curve`, curve])),
    };
  },
};
