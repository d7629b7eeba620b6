import { expect, it } from 'vitest';
import { toFloats } from '../../src/data/dataset.ts';
import { kernelOver } from '../../src/linalg/kernel.ts';
import { samplesOf } from '../../src/models/samples.ts';
import { doubleDouble } from '../../src/numbers/double-double.ts';
import { Rational } from '../../src/numbers/rational.ts';

it('exact coordinates are rounded once, to the arithmetic; doubles are taken as they are', () => {
  const kernel = kernelOver(doubleDouble);
  const third = Rational.of(1n, 3n);
  const data = { name: 'a third', x: [[third]], y: [1 as const] };
  const error = (x: Parameters<typeof doubleDouble.toRational>[0]) =>
    doubleDouble.toRational(x).sub(third).abs().toNumber();
  expect(error(samplesOf(kernel, data).x[0]!)).toBeLessThan(1e-31);
  const read = error(samplesOf(kernel, toFloats(data)).x[0]!);
  expect(read).toBe(
    Rational.fromDouble(1 / 3)
      .sub(third)
      .abs()
      .toNumber(),
  );
});
