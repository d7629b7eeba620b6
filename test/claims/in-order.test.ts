import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder } from '../../src/claims/case-job.ts';

const after = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function collect<Result>(results: AsyncGenerator<Result>): Promise<Result[]> {
  const all: Result[] = [];
  for await (const result of results) all.push(result);
  return all;
}

describe('tasks in order', () => {
  it('are yielded in order, whoever is done first, and no more are under way than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (delays, parallel) => {
          let underWay = 0;
          let most = 0;
          const task = async (index: number) => {
            most = Math.max(most, ++underWay);
            await after(delays[index]!);
            underWay -= 1;
            return index;
          };
          expect(await collect(inOrder(task, delays.length, parallel))).toEqual([...delays.keys()]);
          expect(most).toBeLessThanOrEqual(parallel);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('are told when their results will not be asked for, and an abort waits for none of them', async () => {
    for (const stop of ['caller', 'signal'] as const) {
      const told: number[] = [];
      const controller = new AbortController();
      const task = (index: number, unwanted: AbortSignal) =>
        new Promise<number>((resolve, reject) => {
          if (index < 2) resolve(index);
          unwanted.addEventListener('abort', () => {
            told.push(index);
            reject(new Error('given up'));
          });
        });
      const yielded: number[] = [];
      for await (const result of inOrder(task, 6, 4, controller.signal)) {
        yielded.push(result);
        if (result === 1 && stop === 'caller') break;
        if (result === 1) setTimeout(() => controller.abort(), 1);
      }
      expect(yielded).toEqual([0, 1]);
      expect(told).toEqual(stop === 'caller' ? [0, 1, 2, 3, 4] : [0, 1, 2, 3, 4, 5]);
    }
  });

  it('throw the failure whose turn comes first, and leave no other unhandled', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    try {
      // The later tasks fail first: that used to end the process, with a full disk for example.
      const task = async (index: number) => {
        await after(20 * (3 - index));
        throw new Error(`task ${index}`);
      };
      await expect(collect(inOrder(task, 3, 3))).rejects.toThrow('task 0');
      await after(5);
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', listen);
    }
  });
});
