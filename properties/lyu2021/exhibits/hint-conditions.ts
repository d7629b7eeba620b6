import { oneNeuronMargin } from '../../../oracles/one-neuron-margin.ts';
import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import { innerProduct } from '../../../src/data/label-mean.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { markdownTable, powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { type HintedCaseOptions, hintedCases, madeNegative, madeTwoSided } from '../hinted-cases.ts';
import { distanceToOneNeuron, runFromSmallStart } from '../hinted-flow.ts';
import { type HintedCase, hintedData, someNeuronGrowsPositive } from '../hints.ts';
import { END, endsThere, SQUARINGS } from '../L4-hints-break-it.ts';
import { exampleStart, printedExample } from '../printed-example.ts';

const DRAWS = 12;
/** The σ that are tried, each the square of the one before. */
const SCALES = Array.from({ length: SQUARINGS + 1 }, (_, k) => Number(`1e-${8 * 2 ** k}`));
/** Where C3 is looked at. */
const DEEP_SCALE = 1e-64;
const DEEP = -1e190;

/** Every condition violated alone, mildly and clearly. */
const VIOLATIONS: readonly (readonly [name: string, options: HintedCaseOptions])[] = [
  ['none', {}],
  ['frame: u inside the span of S', { spread: 'inside' }],
  ['C1: two points of S at an obtuse angle', { angles: 'obtuse' }],
  [
    'C2: H at 7/8 of its bound for K, neurons on both sides',
    { without: 'outweighs-spread', by: [7, 7], adapt: madeTwoSided },
  ],
  [
    'C2: H at ¼ of its bound for K, neurons on both sides',
    { without: 'outweighs-spread', by: [2, 2], adapt: madeTwoSided },
  ],
  ['C2: H at ¼ of its bound for K, Gaussian draws', { without: 'outweighs-spread', by: [2, 2] }],
  ['C2: H at ½ of its bound for S', { without: 'outweighs-base', by: [4, 4] }],
  ['C2: H at ⅛ of its bound for S', { without: 'outweighs-base', by: [1, 1] }],
  ['C3: ε at twice its bound', { without: 'stays-ahead', by: [16, 16] }],
  ['C3: ε at eight times its bound', { without: 'stays-ahead', by: [64, 64] }],
  ['C4: K at ½ of its bound', { without: 'splitting-pays', by: [4, 4] }],
  ['C5: every neuron negative for ever', { adapt: madeNegative }],
];

/** Whether the flow, from some of these σ, ends at the one-neuron solution. */
function ends(instance: HintedCase): boolean | undefined {
  const neuron = oneNeuronMargin(hintedData(instance), instance.alpha, 1);
  if (!neuron) return false;
  const { outcome } = endsThere(instance, 'with hints', neuron);
  return outcome === 'undecided' ? undefined : outcome === 'supports';
}

function violationRow([name, options]: (typeof VIOLATIONS)[number], seed: number) {
  const outcomes = Array.from({ length: DRAWS }, (_, i) =>
    ends(drawCase(hintedCases(options), caseSeed(seed, 'violations', i))),
  );
  const count = (value: boolean | undefined) => outcomes.filter((outcome) => outcome === value).length;
  return { name, differs: count(false), undecided: count(undefined), draws: DRAWS };
}

/** How many runs from one σ have left the one-neuron solution at a depth where C3 shows. */
function departures(by: number | undefined, seed: number) {
  const options: HintedCaseOptions = by === undefined ? {} : { without: 'stays-ahead', by: [by, by] };
  let left = 0;
  let arrived = 0;
  for (let i = 0; i < DRAWS; i++) {
    const instance = drawCase(hintedCases(options), caseSeed(seed, 'departures', i));
    const data = hintedData(instance);
    const { marginSquared } = oneNeuronMargin(data, instance.alpha, 1)!;
    const settings = { alpha: instance.alpha.toNumber(), scale: DEEP_SCALE, tolerance: 1e-6, until: DEEP };
    const { reason, final } = runFromSmallStart({ data, start: instance.start, ...settings });
    if (reason.kind !== 'target') continue;
    arrived++;
    if (Math.abs(final.normalizedMargin / Math.sqrt(marginSquared.toNumber()) - 1) > 1e-4) left++;
  }
  return { epsilonOverBound: by === undefined ? 'at most 1' : by / 8, left, arrived };
}

/** Gaussian draws of two neurons by what is known of them beforehand. */
function drawTable(seed: number) {
  const rows = {
    'C5 holds': { draws: 0, ends: 0 },
    'C5 does not, yet some a_k + ⟨w_k,x⊥⟩ > 0': { draws: 0, ends: 0 },
    'all a_k + ⟨w_k,x⊥⟩ ≤ 0': { draws: 0, ends: 0 },
  };
  for (let i = 0; i < 3 * DRAWS; i++) {
    const drawn = drawCase(hintedCases({ adapt: (start) => start }), caseSeed(seed, 'two neurons', i));
    const start = { a: drawn.start.a.slice(0, 2), w: drawn.start.w.slice(0, 2) };
    const instance = { ...drawn, start };
    const { direction } = instance.hints;
    const someSum = start.a.some((a, k) => a.add(innerProduct(start.w[k]!, direction)).sign() > 0);
    const row = someNeuronGrowsPositive(instance)
      ? rows['C5 holds']
      : someSum
        ? rows['C5 does not, yet some a_k + ⟨w_k,x⊥⟩ > 0']
        : rows['all a_k + ⟨w_k,x⊥⟩ ≤ 0'];
    row.draws++;
    if (ends(instance)) row.ends++;
  }
  return rows;
}

/** Distance of the printed example's run to the one-neuron solution, by σ and by depth. */
function errorTable() {
  const data = hintedData(printedExample);
  const { w } = oneNeuronMargin(data, printedExample.alpha, 1)!;
  const values = w.map((value) => value.toNumber());
  const u = values.map((value) => value / Math.hypot(...values));
  return [1e-4, 1e-6, 1e-8].map((scale) => {
    const alpha = printedExample.alpha.toNumber();
    const settings = { data, alpha, start: exampleStart(1), scale, tolerance: 1e-8, until: -1e9 };
    const { records } = runFromSmallStart(settings);
    const at = [-1e5, -1e7, -1e9].map((mark) => {
      const record = records.find(({ log10Loss }) => log10Loss <= mark * 0.999)!;
      return { log10Loss: record.log10Loss, distanceSquared: distanceToOneNeuron(record.direction!, u) ** 2 };
    });
    return { scale, at };
  });
}

/** How narrow C1 to C5 are, and how fast the flow arrives. */
export const hintConditions: Exhibit = {
  id: 'hint-conditions',
  title: 'Hints: each condition violated alone, and the error of a finite start',
  build(seed) {
    const violations = VIOLATIONS.map((violation) => violationRow(violation, seed));
    const deep = [undefined, 16, 64].map((by) => departures(by, seed));
    const draws = drawTable(seed);
    const errors = errorTable();
    const [first, , last] = errors;
    const orderInScale =
      Math.log(last!.at[0]!.distanceSquared / first!.at[0]!.distanceSquared) /
      Math.log(last!.scale / first!.scale);
    const [early, , late] = errors[1]!.at;
    const exponentOfDepth =
      Math.log(late!.distanceSquared / early!.distanceSquared) / Math.log(late!.log10Loss / early!.log10Loss);
    return {
      markdown: [
        `Of ${DRAWS} draws each, those whose flow does not end at the one-neuron solution from any σ of ${SCALES.map(powerOfTen).join(', ')} (to log10 loss ${powerOfTen(END)}):`,
        markdownTable(
          ['violated', 'ends elsewhere', 'undecided'],
          violations.map(({ name, differs, undecided, draws: all }) => [
            name,
            `${differs} of ${all}`,
            undecided,
          ]),
        ),
        'C1 and the bound of H for S are sufficient and far from necessary; so is orthogonality of u in part. The bound of H for K is sharp, up to the draw. C4 does not move the flow at all: it makes its end suboptimal.',
        `C3 speaks of a fixed σ and the limit of depth: a smaller start hides its violation at any one depth. From σ = ${powerOfTen(DEEP_SCALE)}, at log10 loss ${powerOfTen(DEEP)} (where even this σ is too large for the smallest α):`,
        markdownTable(
          ['ε over its bound', 'have left the one-neuron solution'],
          deep.map(({ epsilonOverBound, left, arrived }) => [epsilonOverBound, `${left} of ${arrived}`]),
        ),
        'C5 for Gaussian draws of two neurons:',
        markdownTable(
          ['draw', 'draws', 'end at the one-neuron solution'],
          Object.entries(draws).map(([name, { draws: all, ends: count }]) => [name, all, count]),
        ),
        'Squared distance of the printed example to the one-neuron solution, by σ and log10 loss:',
        markdownTable(
          ['σ', ...first!.at.map(({ log10Loss }) => log10Loss.toExponential(0))],
          errors.map(({ scale, at }) => [
            scale.toExponential(0),
            ...at.map(({ distanceSquared }) => distanceSquared.toExponential(3)),
          ]),
        ),
        `It is of order ${orderInScale.toFixed(3)} in σ (2(1−α) = 1 for H → ∞) and ${exponentOfDepth.toFixed(3)} in log(1/loss): the neurons with a_k < 0 grow at a part of the rate of the others.`,
      ].join('\n\n'),
      data: {
        scales: SCALES,
        log10Loss: END,
        violations,
        deep: { scale: DEEP_SCALE, log10Loss: DEEP, rows: deep },
        draws,
        errors,
        orderInScale,
        exponentOfDepth,
      },
    };
  },
};
