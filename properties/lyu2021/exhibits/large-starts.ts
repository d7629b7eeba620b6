import fc from 'fast-check';
import { symmetricOptimum } from '../../../oracles/two-layer-symmetric.ts';
import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import { symmetric } from '../../../src/generators/datasets.ts';
import { leakySlope } from '../../../src/generators/slopes.ts';
import { madeTwoSigned } from '../../../src/generators/starts.ts';
import { twoLayerCases } from '../../../src/generators/two-layer-cases.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { markdownTable, powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { runFromSmallStart } from '../hinted-flow.ts';

const DRAWS = 40;
const REACHED = 1e-6;
const DEPTH = -1e12;

const data = symmetric({ points: [4, 4], dimension: [3, 3] });

/** Two-signed draws on four points of R³ and their mirror images, from scales that are not small. */
const SETTINGS = [
  { scale: 3, width: 6, slopes: 'up to ½', alpha: leakySlope(8) },
  { scale: 10, width: 2, slopes: '1/10', alpha: fc.constant(Rational.of(1n, 10n)) },
];

function countShort({ scale, width, slopes, alpha }: (typeof SETTINGS)[number], seed: number) {
  const cases = twoLayerCases({
    data,
    scale: Rational.of(BigInt(scale)),
    adapt: madeTwoSigned,
    alpha,
    width: [width, width],
  });
  let arrived = 0;
  let short = 0;
  let oneSigned = 0;
  for (let i = 0; i < DRAWS; i++) {
    const instance = drawCase(cases, caseSeed(seed, `large starts: ${scale}`, i));
    const optimum = symmetricOptimum(instance.data, instance.alpha);
    if (optimum.status !== 'optimal') throw new Error('expected symmetric data');
    const a = instance.alpha.toNumber();
    const { reason, final } = runFromSmallStart({
      data: instance.data,
      start: instance.start,
      alpha: a,
      scale,
      tolerance: 1e-7,
      until: DEPTH,
    });
    if (reason.kind !== 'target') continue;
    arrived++;
    const ratio = final.normalizedMargin / Math.sqrt(optimum.marginSquared.toNumber());
    if (ratio < 1 - REACHED) short++;
    if (Math.abs((ratio * (1 + a)) / (2 * a) - 1) < REACHED) oneSigned++;
  }
  return { scale, width, slopes, draws: DRAWS, arrived, short, oneSigned };
}

/** What large starts break. */
export const largeStarts: Exhibit = {
  id: 'large-starts',
  title: 'Large starts',
  build(seed) {
    const rows = SETTINGS.map((setting) => countShort(setting, seed));
    return {
      markdown: [
        `Two-signed draws on four points of R³ and their mirror images, to log10 loss ${powerOfTen(DEPTH)}: how many end more than ${powerOfTen(REACHED)} short of the certified optimum, and how many of these because all neurons of one sign were lost (ratio 2α/(1+α)).`,
        markdownTable(
          ['σ', 'width', 'α', 'arrived', 'short of the optimum', 'lost a sign'],
          rows.map((row) => [
            row.scale,
            row.width,
            row.slopes,
            `${row.arrived} of ${row.draws}`,
            row.short,
            row.oneSigned,
          ]),
        ),
        'An integrator that slides along the common kink of x and −x with independent slopes for the two can end short where this one does not; with slopes coupled as Clarke’s subdifferential couples them it does not (docs/divergences.md).',
      ].join('\n\n'),
      data: { log10Loss: DEPTH, reached: REACHED, rows },
    };
  },
};
