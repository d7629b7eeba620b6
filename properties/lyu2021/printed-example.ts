import type { Dataset, Label } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { gaussianStart } from '../../src/training/start.ts';
import type { HintedCase } from './hints.ts';

const row = (...values: string[]) => values.map((value) => Rational.fromDecimal(value));

const base: Dataset = {
  name: 'printed example',
  x: [row('1', '0.2', '0'), row('1.5', '-0.3', '0'), row('-1', '0.1', '0'), row('-0.8', '-0.2', '0')],
  y: [1, 1, -1, -1] satisfies Label[],
};

const WIDTH = 6;

/** A Gaussian start of six neurons in three dimensions. */
export function exampleStart(seed: number): HintedCase['start'] {
  const values = Array.from(gaussianStart(4 * WIDTH, 1, seed), (value) => Rational.fromDouble(value));
  const w = Array.from({ length: WIDTH }, (_, k) => values.slice(3 * k, 3 * k + 3));
  return { a: values.slice(3 * WIDTH), w };
}

/**
 * The hinted data that the catalogue of claims prints, γ̄ ≈ 0.0248069469. Here u = e₂ is not orthogonal to S, and some of its points
 * are at obtuse angles: the conditions are sufficient, not necessary.
 */
export const printedExample: HintedCase = {
  base,
  hints: {
    direction: row('0', '0', '1'),
    spread: row('0', '1', '0'),
    far: Rational.fromDecimal('50'),
    near: Rational.fromDecimal('0.05'),
    sideways: Rational.ONE,
  },
  alpha: Rational.of(1n, 2n),
  start: exampleStart(1),
  scale: Rational.fromDecimal('1e-6'),
};
