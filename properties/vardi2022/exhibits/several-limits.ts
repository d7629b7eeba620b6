import type { Dataset } from '../../../src/data/dataset.ts';
import { parseModel } from '../../../src/models/parse.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { lineChart } from '../../../src/reporting/figures/line-chart.ts';
import { svgDocument } from '../../../src/reporting/figures/svg.ts';
import { powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { flow } from '../../../src/training/flow.ts';
import { gaussianStart } from '../../../src/training/start.ts';
import { TWO_EXAMPLES } from '../convolution-cells.ts';

const ANGLES = 90;
const STARTS = 200;
const DATA_SETS = 60;
const STARTS_EACH = 12;
/** Log10 loss of the runs, and the relative difference above which two costs are different. */
const UNTIL = -1e15;
const DIFFERENT = 1e-2;

const model = parseModel('convolution:2', 4);

/** ½‖θ‖² at margin 1 at the end of a run; undefined if it did not get there. */
function costFrom(data: Dataset, start: ArrayLike<number>): number | undefined {
  const run = flow({ model, data, loss: 'exponential', start, until: UNTIL });
  return run.reason.kind === 'target' ? 0.5 / run.final.normalizedMargin : undefined;
}

/** w = v at an angle from e₁. */
function startAt(degrees: number): number[] {
  const angle = (degrees * Math.PI) / 180;
  const side = [Math.cos(angle), Math.sin(angle)];
  return [...side, ...side];
}

/** Two 2 × 2 examples of Gaussian entries, rounded to 1/64, both with label +1. */
function randomData(seed: number): Dataset {
  const entries = [...gaussianStart(8, 1, seed)].map((value) =>
    Rational.of(BigInt(Math.round(64 * value)), 64n),
  );
  return { name: 'random', x: [entries.slice(0, 4), entries.slice(4)], y: [1, 1] };
}

function differentCosts(data: Dataset, seed: number): number {
  const costs: number[] = [];
  for (let k = 0; k < STARTS_EACH; k++) {
    const cost = costFrom(data, gaussianStart(4, 1, seed + k));
    if (cost !== undefined && costs.every((other) => Math.abs(cost / other - 1) > DIFFERENT))
      costs.push(cost);
  }
  return costs.length;
}

/** V8: with two examples the start decides where the run ends. */
export const severalLimits: Exhibit = {
  id: 'several-limits',
  title: 'Convolutions with two examples: several limits',
  build(seed) {
    const { data } = TWO_EXAMPLES;
    const byAngle = Array.from({ length: ANGLES + 1 }, (_, degrees): [number, number] => [
      degrees,
      costFrom(data, startAt(degrees)) ?? Number.NaN,
    ]);
    const random = Array.from({ length: STARTS }, (_, k) => costFrom(data, gaussianStart(4, 1, seed + k)));
    const near = (target: number) =>
      random.filter((cost) => cost !== undefined && Math.abs(cost / target - 1) < DIFFERENT).length;
    const counts = { starts: STARTS, costOne: near(1), costOneThird: near(1 / 3) };
    const several = Array.from({ length: DATA_SETS }, (_, k) =>
      differentCosts(randomData(seed + 1000 * (k + 1)), seed + 100_000 * (k + 1)),
    );
    const withSeveral = several.filter((limits) => limits > 1).length;
    const last = byAngle.findLast(([, cost]) => cost > 0.9)![0];
    const figure = lineChart({
      title: 'Cost reached on X_A, X_B from w = v at an angle from e₁',
      x: { label: 'angle, degrees', scale: 'linear' },
      y: { label: 'cost at margin 1', scale: 'linear' },
      series: [{ name: 'cost', points: byAngle }],
    });
    return {
      markdown: `On $X_A = ((1,1),(1,3))$ and $X_B = ((1,-1),(-1,3))$ the point $w = v = e_1$ is a strict local optimum of cost 1; the global one, $w = v = e_2/\\sqrt 3$, costs ⅓. From $w = v$ up to ${last}° from $e_1$ the run ends at the first.\n\n![Cost reached](figures/several-limits.svg)\n\nOf ${STARTS} Gaussian starts ${counts.costOne} end at cost 1 and ${counts.costOneThird} at ⅓. Of ${DATA_SETS} random pairs of 2 × 2 examples ${withSeveral} have limits of more than one cost among those of ${STARTS_EACH} starts. Measured in float64, to log10 loss ${powerOfTen(UNTIL)}.`,
      data: {
        lastAngle: last,
        counts,
        dataSets: DATA_SETS,
        startsEach: STARTS_EACH,
        withSeveral,
        log10Loss: UNTIL,
      },
      figures: { 'several-limits': svgDocument('Cost reached against the angle of the start', [figure]) },
    };
  },
};
