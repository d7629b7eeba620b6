import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StepSizeController } from '../../src/training/step-size.ts';

const ORDER = 4;
const power = fc.integer({ min: -300, max: 300 }).map((k) => 10 ** (k / 10));

describe('step control', () => {
  it('a step stands exactly when its error does not exceed the tolerance', () => {
    fc.assert(
      fc.property(power, (error) => {
        expect(new StepSizeController(1, ORDER).accept(error, 1)).toBe(error <= 1);
      }),
    );
    for (const error of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(new StepSizeController(1, ORDER).accept(error, 1)).toBe(false);
  });

  it('the next step is the one whose error would be 0.8 to the order of the step, within its bounds', () => {
    fc.assert(
      fc.property(power, power, (error, h) => {
        const controller = new StepSizeController(h, ORDER);
        const stands = controller.accept(error, h);
        const ideal = 0.8 * error ** (-1 / (ORDER + 1));
        const factor = stands ? Math.min(5, Math.max(0.2, ideal)) : Math.max(0.1, ideal);
        expect(controller.h / h).toBeCloseTo(factor, 12);
      }),
    );
  });

  it('does not grow right after a rejection, and does after that', () => {
    const controller = new StepSizeController(1, ORDER);
    controller.accept(100, 1);
    const shrunk = controller.h;
    controller.accept(1e-9, shrunk);
    expect(controller.h).toBe(shrunk);
    controller.accept(1e-9, shrunk);
    expect(controller.h).toBe(5 * shrunk);
  });

  it('a step that was cut short never lowers the next', () => {
    const controller = new StepSizeController(1, ORDER);
    controller.accept(0.9, 1e-6);
    expect(controller.h).toBe(1);
  });
});
