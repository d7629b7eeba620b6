/**
 * A complete trainer for `farkas conform` in TypeScript, without any library.
 *
 *     farkas conform -- npx jiti examples/trainers/trainer.ts
 */
import { createInterface } from 'node:readline';

type Row = readonly number[];

interface Question {
  readonly id: number;
  readonly command: 'describe' | 'train';
  readonly data: { readonly x: readonly Row[]; readonly y: Row };
  readonly architecture: { readonly kind: string; readonly alpha: number };
  readonly start: { readonly w: readonly Row[]; readonly a: Row };
  readonly loss: string;
  readonly step: number;
  readonly steps: number;
  readonly record: Row;
}

const dot = (a: Row, b: Row) => a.reduce((sum, value, j) => sum + value * b[j]!, 0);

function trainTwoLayer({ data: { x, y }, architecture: { alpha }, start, step, steps, record }: Question) {
  let { w, a } = start;
  const forward = () => x.map((point) => w.map((row) => dot(row, point)));
  const phi = (z: number) => (z > 0 ? z : alpha * z);
  const states = [];
  for (let done = 1; done <= steps; done++) {
    const z = forward();
    const pull = z.map((row, i) => {
      const margin = y[i]! * dot(a, row.map(phi));
      return (step * y[i]!) / (1 + Math.exp(margin)) / y.length;
    });
    const [oldA, oldW] = [a, w];
    a = oldA.map((out, k) => out + z.reduce((sum, row, i) => sum + pull[i]! * phi(row[k]!), 0));
    w = oldW.map((row, k) =>
      row.map((value, j) =>
        z.reduce((sum, pre, i) => sum + pull[i]! * oldA[k]! * (pre[k]! > 0 ? 1 : alpha) * x[i]![j]!, value),
      ),
    );
    if (record.includes(done)) {
      const losses = forward().map((row, i) => Math.log1p(Math.exp(-y[i]! * dot(a, row.map(phi)))));
      states.push({ step: done, weights: { w, a }, loss: losses.reduce((p, q) => p + q, 0) / y.length });
    }
  }
  return { states };
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const question = JSON.parse(line) as Question;
  const answer =
    question.command === 'describe'
      ? {
          protocol: 'farkas/conform@1',
          name: 'TypeScript gradient descent',
          precision: 'float64',
          architectures: ['two-layer'],
          losses: ['logistic'],
        }
      : trainTwoLayer(question);
  process.stdout.write(`${JSON.stringify({ id: question.id, ...answer })}\n`);
});
