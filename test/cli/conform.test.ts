import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startTrainer } from '../../cli/conform/process-trainer.ts';
import { conformanceSchema } from '../../src/reporting/schemas/conformance.ts';
import { expectRefusal, farkas, fileWith, inFormat, json, type Outcome } from './farkas.ts';

const trainers = fileURLToPath(new URL('../../examples/trainers', import.meta.url));
const jiti = fileURLToPath(new URL('../../node_modules/.bin/jiti', import.meta.url));

interface Conformance {
  readonly trainer: { readonly name: string };
  readonly checks: readonly { readonly id: string; readonly outcome: string; readonly why?: string }[];
}

const DESCRIPTION = `{ id: q.id, protocol: 'farkas/conform@1', name: 'odd', architectures: ['linear'], losses: ['logistic'] }`;

/** A trainer that describes itself and then does something else to every other question. */
const odd = (misbehaviour: string) => [
  process.execPath,
  fileWith(
    'odd.cjs',
    `require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const q = JSON.parse(line);
      const say = (answer) => console.log(JSON.stringify(answer));
      if (q.command === 'describe') return say(${DESCRIPTION});
      ${misbehaviour}
    });`,
  ),
];

const request = {
  data: { x: [[1, 2]], y: [1] as const },
  architecture: { kind: 'linear' as const },
  start: { w: [0, 0] },
  loss: 'logistic' as const,
  step: 1,
  steps: 2,
  record: [1, 2],
};
const states = (w: string) =>
  `say({ id: q.id, states: [{ step: 1, weights: { w: ${w} } }, { step: 2, weights: { w: ${w} } }] })`;

describe('a program behind the protocol', () => {
  it.each<[string, string, RegExp]>([
    ['ends', 'process.exit(7)', /ended with exit code 7/],
    ['crashes with a message', "throw new Error('out of cheese')", /exit code 1.*out of cheese/s],
    ['hangs', '', /no answer within 1 s/],
    ['prints rubbish', "console.log('Epoch 1/2')", /no JSON: Epoch 1\/2/],
    ['prints NaN', 'console.log(\'{"id":1,"states":[{"step":2,"weights":{"w":[NaN,0]}}]}\')', /no JSON/],
    ['answers null for a weight', states('[null, 0]'), /not as specified: states\.0\.weights/],
    ['gives wrong shapes', states('[1]'), /other shapes/],
    [
      'gives other steps',
      'say({ id: q.id, states: [{ step: 9, weights: { w: [0, 0] } }] })',
      /after 9 steps/,
    ],
    [
      'answers out of order',
      'say({ id: 99, states: [{ step: 2, weights: { w: [0, 0] } }] })',
      /out of order/,
    ],
    ['refuses', "say({ id: q.id, error: 'too hard' })", /refuses: too hard/],
    [
      'never ends its line',
      "setInterval(() => process.stdout.write('x'.repeat(1 << 20)), 1)",
      /more than 16777216 bytes|no answer/,
    ],
  ])('that %s is named, and does not hold anything up', async (_, misbehaviour, message) => {
    const trainer = await startTrainer(odd(misbehaviour), 1);
    await expect(trainer.train(request)).rejects.toThrow(message);
    trainer.close();
  });

  it('is started anew after a fault', async () => {
    const trainer = await startTrainer(odd(`if (q.id === 1) process.exit(1); ${states('[0, 0]')}`), 5);
    await expect(trainer.train(request)).rejects.toThrow(/exit code 1/);
    // The new program's first id is not 1.
    expect(await trainer.train(request)).toHaveLength(2);
    trainer.close();
  });

  it('leaves no process behind, not even those that it started', async () => {
    const marker = `farkas-test-${process.pid}-${Date.now()}`;
    const child = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '${marker}'], { stdio: 'ignore' });`;
    const trainer = await startTrainer(odd(`${child} ${states('[0, 0]')}`), 5);
    await trainer.train(request);
    trainer.close();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const running = execFileSync('ps', ['-eo', 'args']).toString();
    expect(running).not.toContain(marker);
  });
});

describe('conform', () => {
  it('passes the TypeScript example, and says what finite steps cannot reach', async () => {
    const { checks, trainer } = inFormat<Conformance>(
      conformanceSchema,
      await conformWith(jiti, `${trainers}/trainer.ts`),
    );
    expect(trainer.name).toBe('TypeScript gradient descent');
    const outcome = Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
    expect(outcome).toMatchObject({ 'first-step': 'pass', conservation: 'pass', 'closed-form': 'not asked' });
    expect(outcome['global-margin']).toBe('unreachable');
    expect(checks.find(({ id }) => id === 'global-margin')!.why).toMatch(/at log10 loss -\d/);
  });

  const python = ['python3', '/usr/bin/python3'].find((program) => {
    try {
      execFileSync(program, ['-c', 'import numpy'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });

  it.skipIf(python === undefined)('passes the NumPy example (skipped where NumPy is missing)', async () => {
    const { checks } = json<Conformance>(await conformWith(python!, `${trainers}/numpy_trainer.py`));
    expect(checks.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(checks.filter(({ outcome }) => outcome === 'not asked')).toEqual([]);
  });

  it('refuses what is no trainer', async () => {
    expectRefusal(await farkas(['conform', '--', 'no-such-program']), 'describe', 'does not start');
    expectRefusal(await farkas(['conform', '--', process.execPath, '-e', '']), 'describe', 'exit code 0');
  });
});

/** On cases of the announced seed. */
async function conformWith(...trainer: readonly string[]): Promise<Outcome> {
  const seed = process.env['FARKAS_SEED']!;
  const result = await farkas(['conform', '--seed', seed, '--format', 'json', '--', ...trainer]);
  return { ...result, stderr: result.stderr.replace(/^seed .*\n/, '') };
}
