import fc from 'fast-check';
import { marginGradients, twoLayer } from '../../../oracles/kkt/hidden-layer.ts';
import { type KktResidual, kktResidual } from '../../../oracles/kkt/residual.ts';
import { smoothGradients } from '../../../oracles/kkt/smooth-gradients.ts';
import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import { toFloats } from '../../../src/data/dataset.ts';
import type { FlowCase } from '../../../src/generators/flow-cases.ts';
import { kernelOver } from '../../../src/linalg/kernel.ts';
import { parseModel } from '../../../src/models/parse.ts';
import { samplesOf } from '../../../src/models/samples.ts';
import { float64 } from '../../../src/numbers/float64.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { MARKS, runsOf } from '../approach.ts';
import { twoPointCase } from '../dead-neuron-cases.ts';
import { V1 } from '../V1-deep-linear.ts';

const UNTIL = MARKS.at(-1)!;
/** Draws of each depth. */
const DRAWN = 12;

const QUARTER_CASE = fc.integer({ min: 1, max: 8 }).map((k) => twoPointCase(Rational.of(BigInt(k), 8n)));

/** Depth of a deep linear model: one more than its hidden layers. */
const depthOf = ({ model, data }: FlowCase) => parseModel(model, data.x[0]!.length).degree;

/** What is measured: models by name, and how a direction's subdifferentials are found. */
const MODELS: readonly {
  readonly name: string;
  readonly degree: number;
  readonly cases: fc.Arbitrary<FlowCase>;
}[] = [
  ...[2, 3, 4].map((depth) => ({
    name: `deep linear, depth ${depth}`,
    degree: depth,
    cases: V1.cases.filter((flow) => depthOf(flow) === depth),
  })),
  { name: 'two-layer ReLU, one neuron dead, (±1, h)', degree: 2, cases: QUARTER_CASE },
];

/** Relative KKT residual of the direction at the end of a run to log10 loss −10⁶. */
function residualOf(flow: FlowCase): number {
  const direction = runsOf(flow).fine.final.direction!;
  const data = toFloats(flow.data);
  const model = parseModel(flow.model, data.dimension);
  const residual = flow.model.startsWith('two-layer')
    ? reluResidual(flow, direction)
    : kktResidual(
        direction,
        model.degree,
        smoothGradients(model.on(kernelOver(float64), samplesOf(kernelOver(float64), flow.data)), direction),
      );
  if (residual.kind === 'not-separating') throw new Error('expected a run that separates its data');
  return residual.relative;
}

function reluResidual({ data }: FlowCase, direction: Float64Array): KktResidual {
  const dimension = data.x[0]!.length;
  const width = direction.length / (dimension + 1);
  const w = Array.from({ length: width }, (_, k) => [
    ...direction.subarray(k * dimension, (k + 1) * dimension),
  ]);
  const network = twoLayer(0, [...direction.subarray(width * dimension)], w);
  return kktResidual(direction, 2, marginGradients(network, toFloats(data)));
}

/** How far from KKT the raw direction of a run still is at log10 loss −10⁶: why limits are named exactly and approached, not read off. */
export const slowParts: Exhibit = {
  id: 'slow-parts',
  title: 'What a finite loss can show',
  build(seed) {
    const seen = MODELS.map(({ name, degree, cases }) => {
      const residuals = Array.from({ length: DRAWN }, (_, i) =>
        residualOf(drawCase(cases, caseSeed(seed, `slow/${name}`, i))),
      );
      return {
        name,
        degree,
        rate: (-UNTIL * Math.LN10) ** (-1 / degree),
        largest: Math.max(...residuals),
        residuals,
      };
    });
    const rows = seen.map(
      ({ name, degree, rate, largest }) =>
        `| ${name} | log(1/𝓛)^(−1/${degree}) = ${rate.toExponential(1)} | ${largest.toExponential(1)} |`,
    );
    return {
      markdown: [
        `Parts that the flow conserves, or that are dead, decay against ‖θ‖ only like log(1/𝓛)^(−1/L). The KKT residual of the direction itself, relative to ‖θ‖, at log10 loss ${powerOfTen(UNTIL)}, the largest of ${DRAWN} draws of each kind:`,
        ['| model | rate | largest residual |', '| --- | --- | --- |', ...rows].join('\n'),
        `So no residual of a raw direction proves or refutes that the limit is a KKT point: the exact limit is certified, and the distance to it measured at ${MARKS.map(powerOfTen).join(', ')} against that rate.`,
      ].join('\n\n'),
      data: { drawsOfEach: DRAWN, log10Loss: MARKS, seen },
    };
  },
};
