import { parseModel } from '../models/parse.ts';
import type { Rational } from '../numbers/rational.ts';
import type { FlowCase } from './flow-cases.ts';

type Matrix = readonly (readonly Rational[])[];

const but = <T>(list: readonly T[], gone: number): T[] => list.filter((_, index) => index !== gone);
const withoutColumn = (matrix: Matrix, gone: number): Matrix => matrix.map((row) => but(row, gone));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

/** The runs with one part less: a layer, a neuron, an input coordinate. Points are cut elsewhere: their arrays are lists. */
export function smallerFlows(flow: FlowCase): FlowCase[] {
  const dimension = flow.data.x[0]!.length;
  const [family, ...rest] = flow.model.split(':') as [string, ...string[]];
  const matrices = matricesOf(flow);
  const made = (model: string, weights: readonly Matrix[]): FlowCase => ({
    ...flow,
    model,
    start: weights.flat(2),
  });
  const layers = (): FlowCase[] => {
    if (matrices.length < 3) return [];
    if (family === 'diagonal')
      return upTo(matrices.length).map((l) => made(`diagonal:${matrices.length - 1}`, but(matrices, l)));
    if (family !== 'deep-linear') return [];
    // A square layer can go without a change of the others.
    return upTo(matrices.length).flatMap((l) => {
      const shorter = but(matrices, l);
      return matrices[l]!.length === matrices[l]![0]!.length ? [made(deepLinearSpec(shorter), shorter)] : [];
    });
  };
  const neurons = (): FlowCase[] => {
    if (family === 'deep-linear')
      return upTo(matrices.length - 1).flatMap((l) => {
        const width = matrices[l]!.length;
        if (width === 1) return [];
        return upTo(width).map((k) => {
          const narrower = matrices.map((matrix, at) =>
            at === l ? but(matrix, k) : at === l + 1 ? withoutColumn(matrix, k) : matrix,
          );
          return made(deepLinearSpec(narrower), narrower);
        });
      });
    const [first, outputs] = matrices as [Matrix, Matrix];
    if (family !== 'two-layer' || first.length === 1) return [];
    return upTo(first.length).map((k) =>
      made(`two-layer:${first.length - 1}:${rest[1]}`, [but(first, k), withoutColumn(outputs, k)]),
    );
  };
  const coordinates = (): FlowCase[] => {
    if (dimension === 1 || family.startsWith('convolution')) return [];
    return upTo(dimension).map((j) => ({
      ...made(
        flow.model,
        matrices.map((matrix, l) =>
          l === 0 || family.startsWith('diagonal') || family === 'two-layer-fixed'
            ? withoutColumn(matrix, j)
            : matrix,
        ),
      ),
      data: { ...flow.data, x: flow.data.x.map((row) => but(row, j)) },
    }));
  };
  return [...layers(), ...neurons(), ...coordinates()];
}

function deepLinearSpec(matrices: readonly Matrix[]): string {
  return `deep-linear:${matrices
    .slice(0, -1)
    .map((matrix) => matrix.length)
    .join(',')}`;
}

/** θ as the matrices of its model. */
function matricesOf({ model, data, start }: FlowCase): Matrix[] {
  let at = 0;
  return parseModel(model, data.x[0]!.length).weights.map(({ rows, columns }) =>
    upTo(rows).map(() => {
      at += columns;
      return start.slice(at - columns, at);
    }),
  );
}
