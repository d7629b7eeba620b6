import fc from 'fast-check';
import type { Label } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { DescentCase } from './descent-case.ts';
import { smallStart } from './small-start.ts';

/** Controls in which each of the m neurons of a sign sees one of m points of its label at the start, and no two the same. */

const unit = (size: number, k: number, scale: Rational) =>
  Array.from({ length: size }, (_, j) => (j === k ? scale : Rational.ZERO));
const lessThroughout = (row: readonly Rational[], by: Rational) => row.map((value) => value.sub(by));
const negated = (row: readonly Rational[]) => row.map((value) => value.neg());
const halves = (width: number): Label[] => Array.from({ length: 2 * width }, (_, i) => (i < width ? 1 : -1));

/**
 * Points along the coordinate axes. Of a ReLU net each neuron moves along its own point only, and as the margins become equal, its length tends to
 * be like 1/‖x_k‖: the stable rank of W_± is Σ ‖x_k‖^−2/max ‖x_k‖^−2, at least 1 + (m − 1)·(13/19)².
 * @param widths m; a quarter of the neurons see each point where m ≤ 4.
 */
export function privateAxes(widths: readonly [fewest: number, most: number]): fc.Arbitrary<DescentCase> {
  const [min, max] = widths;
  return fc
    .record({
      width: fc.integer({ min, max }),
      lengths: fc.array(fc.integer({ min: 13, max: 19 }), { minLength: 2 * max, maxLength: 2 * max }),
    })
    .map(({ width, lengths }) => {
      const size = 2 * width;
      const y = halves(width);
      const neurons = y.map((_, k) => lessThroughout(unit(size, k, Rational.of(2n)), Rational.ONE));
      return smallStart({
        data: {
          name: 'orthogonal',
          x: y.map((_, i) => unit(size, i, Rational.of(BigInt(lengths[i]!), 16n))),
          y,
        },
        alpha: Rational.ZERO,
        stepSize: Rational.of(BigInt(width), 4n),
        start: { plus: neurons.slice(0, width), minus: neurons.slice(width) },
        halvings: 0,
      });
    });
}

/** β. */
const OVERLAP = Rational.of(1n, 32n);

/**
 * Points with y_i x_i = e_i − β·1, n = 2m ≤ 12, so that y_i y_l⟨x_i, x_l⟩ = −ρ‖x_i‖² with ρ ≥ 0.05, and slopes α ≤ 1/100. Points and neurons of a sign
 * can change places without a change of anything, and so their −ℓ' are equal: on a point of its sign that a neuron does not see, it is moved
 * by a multiple of α(1 − (m − 2)ρ) − ρ < 0 at most. No neuron ever comes to see another one's point, and most of what it is made of is its
 * own: the rows of W_± do not become parallel.
 */
export function privateEquiangular(): fc.Arbitrary<DescentCase> {
  return fc
    .record({ width: fc.integer({ min: 2, max: 6 }), slope: fc.integer({ min: 1, max: 4 }) })
    .map(({ width, slope }) => {
      const size = 2 * width;
      const y = halves(width);
      const signed = (row: readonly Rational[], i: number) => (y[i] === 1 ? row : negated(row));
      const x = y.map((_, i) => signed(lessThroughout(unit(size, i, Rational.ONE), OVERLAP), i));
      const neurons = y.map((_, k) =>
        signed(lessThroughout(unit(size, k, Rational.ONE), Rational.of(1n, 2n)), k),
      );
      return smallStart({
        data: { name: 'equiangular', x, y },
        alpha: Rational.of(BigInt(slope), 400n),
        stepSize: Rational.of(BigInt(width), 4n),
        start: { plus: neurons.slice(0, width), minus: neurons.slice(width) },
        halvings: 0,
      });
    });
}
