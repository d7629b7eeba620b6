import fc from 'fast-check';
import type { Dataset } from '../../src/data/dataset.ts';
import { anyLoss, type FlowCase } from '../../src/generators/flow-cases.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { axisPoints, reflection } from './axis-points.ts';
import { enlarged, type StartNeuron, thetaOf, tilted, twoPoints } from './dead-neuron-cases.ts';

const MOST_NEURONS = 3;
const MOST_DIMENSION = 3;
const parts = (least: number, most: number, of: bigint) =>
  fc.integer({ min: least, max: most }).map((k) => Rational.of(BigInt(k), of));

/**
 * Positive points and neurons that start near multiples of one neuron that is active on all of them: near enough to stay so. (Exact multiples
 * stay multiples.)
 */
export function sharedNeuronCases(): fc.Arbitrary<FlowCase> {
  const tilt = fc.tuple(parts(-8, 8, 4n), parts(-8, 8, 4n));
  return fc
    .record({
      points: axisPoints({ dimension: [1, MOST_DIMENSION], ambiguous: [0, 0], others: 2 }),
      turn: reflection(MOST_DIMENSION),
      loss: anyLoss(),
      common: fc.record({ tilt, a: parts(1, 8, 4n) }),
      neurons: fc.array(
        fc.record({ size: parts(1, 8, 4n), tilt, along: parts(-8, 8, 64n), a: parts(-8, 8, 64n) }),
        { minLength: 2, maxLength: MOST_NEURONS },
      ),
    })
    .map(({ points, turn, loss, common, neurons }) => {
      const x = [...points.support, ...points.others].map(turn);
      const data: Dataset = { name: 'one neuron suffices', x, y: x.map(() => 1) };
      const axis = tilted(points, common.tilt);
      const started = neurons.map(({ size, tilt: off, along, a }): StartNeuron => {
        const aside = tilted(points, off).slice(1);
        const w = axis.map((value, j) => value.add(j === 0 ? along : aside[j - 1]!.div(SMALL)).mul(size));
        return { w: turn(w), a: size.mul(common.a).mul(Rational.ONE.add(a)) };
      });
      const start = thetaOf(enlarged(data, loss, started));
      return { model: `two-layer:${started.length}:0`, loss, data, start };
    });
}

/** How much smaller than the neurons' common tilt their own ones are. */
const SMALL = Rational.of(16n);

/** Points (±1, h) and two neurons straight up, of sizes c_1 and c_2: they end with shares proportional to c². */
export function twoSharesCase(h: Rational, sizes: readonly [Rational, Rational]): FlowCase {
  const data = twoPoints(h);
  const neurons = sizes.map((size) => ({ w: [Rational.ZERO, size], a: size }));
  const start = thetaOf(enlarged(data, 'exponential', neurons));
  return { model: 'two-layer:2:0', loss: 'exponential', data, start };
}

/**
 * Whether two neurons of shares A ≥ 1 − A on (±1, h) have cheaper hidden weights for their outputs: a point each if
 * A(1 − A) > h²/(1 + h²), or both points for the larger and one for the smaller if A > h²(1 + h²)/(1 − h²)² and h² < 1/3. (The second
 * difference of costs is (1 − A)((1 − h²)²A − h²(1 + h²)) times a positive number.)
 */
export function cheaperPatternExists(h: Rational, [first, second]: readonly [Rational, Rational]): boolean {
  const square = (value: Rational) => value.mul(value);
  const u = square(h);
  if (u.mul(Rational.of(3n)).compare(Rational.ONE) >= 0) return false;
  const total = square(first).add(square(second));
  const larger = (first.compare(second) > 0 ? square(first) : square(second)).div(total);
  const product = larger.mul(Rational.ONE.sub(larger));
  const [sum, difference] = [Rational.ONE.add(u), Rational.ONE.sub(u)];
  return product.mul(sum).compare(u) > 0 || larger.mul(square(difference)).compare(u.mul(sum)) > 0;
}

/** Two neurons on (±1, h), h² < 1/3, whose hidden weights could be cheaper; of unequal shares where that still holds. */
export function improvableShares(): fc.Arbitrary<FlowCase> {
  return fc.record({ h: parts(4, 36, 64n), ratio: parts(4, 16, 4n) }).map(({ h, ratio }) => {
    const sizes = [Rational.ONE, ratio] as const;
    return twoSharesCase(h, cheaperPatternExists(h, sizes) ? sizes : [Rational.ONE, Rational.ONE]);
  });
}
