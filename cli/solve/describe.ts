import type { Dataset } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { textTable } from '../../src/reporting/text-table.ts';
import { counted, equation, printable, rounded, shown, vectorText } from '../text.ts';
import type { Net, Separator, Solution } from './solution.ts';

/** Neurons shown; the JSON output has all of them. */
const MOST_NEURONS = 24;

/** What `solve` prints for people. */
export function describeSolution(data: Dataset, solution: Solution): string {
  const size = `${printable(data.name)}: ${counted(data.x.length, 'point')} in ${counted(data.x[0]!.length, 'dimension')}`;
  const proof = 'certificate accepted by the checker';
  switch (solution.status) {
    case 'undecided':
      return [size, `undecided: ${solution.reason}`].join('\n');
    case 'infeasible': {
      const multiples = textTable(['point', 'y', 'weight'], weighted(data, solution.solution.combination));
      return [size, obstacle(solution), '', multiples, '', proof].join('\n');
    }
    case 'optimal': {
      const detail =
        'neurons' in solution.solution ? netText(solution.solution) : separatorText(data, solution.solution);
      return [size, marginLine(solution), ...faceLine(solution), ...detail, '', proof].join('\n');
    }
  }
}

function obstacle({ problem }: Solution): string {
  return problem === 'two-layer'
    ? 'infeasible: no net of any width classifies every point; on these multiples of the points every neuron adds up to zero'
    : 'infeasible: no w separates the data; these multiples of y·x sum to zero';
}

function weighted(data: Dataset, weights: readonly string[]): (string | number)[][] {
  return weights.flatMap((weight, i) => (weight === '0' ? [] : [[`x[${i}]`, data.y[i]!, shown(weight)]]));
}

function marginLine({ problem, margin, marginSquared }: Extract<Solution, { status: 'optimal' }>): string {
  if (problem === 'two-layer') {
    const gap = Rational.parse(margin.upper).div(Rational.parse(margin.lower)).sub(Rational.ONE);
    const excess = gap.sign() === 0 ? '' : ` by more than ${gap.toNumber().toExponential(1)} of it`;
    return `optimal: normalised margin ${margin.value}; no net of any width exceeds it${excess}`;
  }
  return margin.lower === margin.upper
    ? `optimal: ${equation('margin', margin.lower)}`
    : `optimal: margin ${margin.value}, ${equation('squared', marginSquared!)}`;
}

function faceLine({ face }: Extract<Solution, { status: 'optimal' }>): string[] {
  if (!face) return [];
  return face.dimension === 0
    ? ['the separator is unique']
    : [
        `the separator is a vertex of a face of dimension ${face.dimension}; inside it: ${vectorText(face.w)}`,
      ];
}

function separatorText(data: Dataset, { w, multipliers }: Separator): string[] {
  const table = textTable(['support', 'y', 'multiplier'], weighted(data, multipliers));
  return [`w, scaled to least margin 1: ${vectorText(w)}`, '', table];
}

function netText({ neurons }: Net): string[] {
  const rows = neurons
    .map(({ sign, weights, norm }) => ({ sign, weights, norm: Rational.parse(norm).toNumber() }))
    .sort((a, b) => b.norm - a.norm)
    .map(({ sign, weights, norm }) => [
      sign > 0 ? '+' : '−',
      norm.toPrecision(6),
      vectorText(weights.map(rounded)),
    ]);
  const hidden = rows.length - MOST_NEURONS;
  return [
    `a net that reaches it, scaled to least margin 1: ${counted(neurons.length, 'neuron')}`,
    '',
    textTable(['sign', 'norm', 'w'], rows.slice(0, MOST_NEURONS)),
    ...(hidden > 0 ? [`… and ${counted(hidden, 'neuron')} more`] : []),
  ];
}
