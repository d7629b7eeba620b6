import fc from 'fast-check';
import { gaussianCoordinate } from '../../src/generators/coordinates.ts';
import { nearOrthogonality } from '../../src/generators/nearly-orthogonal.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { DescentCase } from './descent-case.ts';
import { type DataForSlope, MOST_DIMENSIONS } from './orthogonal-data.ts';
import { madeSeen } from './seen-start.ts';
import { smallStart } from './small-start.ts';

export interface DescentCaseOptions {
  readonly alpha: fc.Arbitrary<Rational>;
  readonly data: fc.Arbitrary<DataForSlope>;
  /** m. */
  readonly width: readonly [least: number, most: number];
  /** η·max‖x_i‖²/m in sixteenths. Default 4 to 8. */
  readonly step?: readonly [least: number, most: number];
  /** Whether neurons of a ReLU may leave points unseen. */
  readonly unseen?: boolean;
}

/** Gaussian starts, scaled by a power of two that makes them small four times over. */
export function descentCases(options: DescentCaseOptions): fc.Arbitrary<DescentCase> {
  const [fewest, most] = options.width;
  const [least, largest] = options.step ?? [4, 8];
  return fc
    .record({
      alpha: options.alpha,
      dataFor: options.data,
      width: fc.integer({ min: fewest, max: most }),
      step: fc.integer({ min: least, max: largest }),
      entries: fc.array(gaussianCoordinate(), {
        minLength: 2 * most * MOST_DIMENSIONS,
        maxLength: 2 * most * MOST_DIMENSIONS,
      }),
    })
    .map(({ alpha, dataFor, width, step, entries }) => {
      const data = dataFor(alpha.toNumber());
      const dimension = data.x[0]!.length;
      const rows = Array.from({ length: 2 * width }, (_, k) =>
        entries.slice(k * dimension, (k + 1) * dimension),
      );
      const neurons = alpha.sign() === 0 && !options.unseen ? madeSeen(rows, data) : rows;
      const start = { plus: neurons.slice(0, width), minus: neurons.slice(width) };
      const reach = (step * width) / 16 / nearOrthogonality(data).most.toNumber();
      const stepSize = Rational.of(BigInt(Math.floor(reach * 1024)), 1024n);
      return smallStart({ data, alpha, stepSize, start, halvings: 0 });
    });
}
