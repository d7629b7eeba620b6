import type { ConformanceCase } from './cases.ts';
import type { Trainer } from './trainer.ts';

/** Small symmetric problems whose limits are known: the optimum of a two-layer net is (1+α)/4·γ* there. */
export function symmetricCases(trainer: Trainer): ConformanceCase[] {
  if (!trainer.architectures.includes('two-layer')) return [];
  const point: [number, number][] = [
    [1, 2],
    [2, -0.5],
  ];
  return trainer.losses.flatMap((loss) =>
    [0.125, 0.5].map((alpha) => ({
      data: {
        x: [...point, ...point.map(([x, y]): [number, number] => [-x, -y])],
        y: [1, 1, -1, -1] as const,
      },
      architecture: { kind: 'two-layer' as const, width: 2, alpha },
      start: {
        w: [
          [0.125, 0.0625],
          [-0.0625, 0.125],
        ],
        a: [0.125, -0.125],
      },
      loss,
    })),
  );
}

/** One point, where M1 is explicit. */
export function closedFormCases(trainer: Trainer): ConformanceCase[] {
  if (!trainer.architectures.includes('diagonal-pm') || !trainer.losses.includes('exponential')) return [];
  return [0.5, 1].map((scale) => ({
    data: { x: [[1, 2]], y: [1] },
    architecture: { kind: 'diagonal-pm' },
    start: { plus: [scale, scale], minus: [scale, scale] },
    loss: 'exponential',
  }));
}
