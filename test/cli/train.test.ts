import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { trainingSchema } from '../../src/reporting/output-schemas.ts';
import { csv, emptyFolder, farkas, fileWith, json, XOR } from './farkas.ts';

interface Training {
  readonly reason: string;
  readonly explanation: string;
  readonly log10Loss: number;
  readonly normalizedMargin: number;
  readonly arithmetic: string;
  readonly method: string;
  readonly seed?: number;
  readonly steps: { readonly accepted: number };
  readonly drift: number;
  readonly events: Readonly<Record<string, number>>;
  readonly records: {
    readonly log10Loss: number;
    readonly smoothedMargin: number;
    readonly alignment: number;
    readonly conservationDrift: number;
    readonly weights: {
      readonly name: string;
      readonly stableRank: number;
      readonly directions: number[][];
    }[];
  }[];
  readonly parameters: number[];
  readonly limit?: {
    readonly kind: string;
    readonly relativeResidual: number;
    readonly normalizedMargin: number;
    readonly endDistance: number;
    readonly distances: { readonly log10Loss: number; readonly distance: number }[];
  };
}

const POINTS = fileWith('points.csv', csv([2, 1, 1], [1, 2, 1], [-1, 0, -1]));
/** Not separable: the loss cannot fall for long. */
const CLASHING = fileWith('clashing.csv', csv([1, 1], [10, -1]));

async function train(args: readonly string[], exitCode = 0): Promise<Training> {
  const result = json<Training>(await farkas(['train', ...args, '--format', 'json']), exitCode);
  expect(trainingSchema.safeParse(result).error?.issues).toBeUndefined();
  // A stop reason is a sentence.
  expect(result.explanation).toMatch(/^[A-Z].*\.$/);
  return result;
}

describe.concurrent('train', () => {
  it('takes the flow to any depth, and the same seed to the same place', async () => {
    const args = [POINTS, '--model', 'linear', '--until', '-1e5', '--seed', '5'];
    const [once, again] = await Promise.all([train(args), train(args)]);
    expect(once).toMatchObject({ reason: 'target', seed: 5, arithmetic: 'double' });
    expect(once.log10Loss).toBeLessThanOrEqual(-1e5);
    expect(once.log10Loss).toBeGreaterThan(-1e5 * 1.001);
    expect(again).toEqual(once);
  });

  it('records the way: margins, alignment, drift, and the shape of each weight matrix', async () => {
    const data = fileWith('xor.csv', XOR);
    const { records, drift } = await train([
      data,
      '--model',
      'two-layer:3:0.1',
      '--seed',
      '3',
      '--until',
      '-100',
    ]);
    expect(records.at(-1)!.conservationDrift).toBe(drift);
    for (const { weights, smoothedMargin, alignment } of records) {
      expect(Number.isFinite(smoothedMargin)).toBe(true);
      expect(Math.abs(alignment)).toBeLessThanOrEqual(1 + 1e-12);
      expect(weights.map(({ name }) => name)).toEqual(['W', 'a']);
      const [hidden] = weights;
      expect(hidden!.stableRank).toBeGreaterThanOrEqual(1 - 1e-12);
      expect(hidden!.stableRank).toBeLessThanOrEqual(2 + 1e-12);
      expect(hidden!.directions).toHaveLength(3);
      for (const row of hidden!.directions) expect(Math.hypot(...row)).toBeCloseTo(1, 12);
    }
    const depths = records.slice(1).map(({ log10Loss }, at) => log10Loss / records[at]!.log10Loss);
    expect(Math.min(...depths.slice(4))).toBeGreaterThan(1);
  });

  it('slides along kinks in every precision', async () => {
    const data = fileWith('clash.csv', csv([1, 0.5, 1], [0.5, 1, -1], [1, -1, 1]));
    const args = [data, '--model', 'two-layer:4:0.1', '--start', '0.3', '--seed', '4', '--until', '-50'];
    const runs = await Promise.all(['double', 'dd'].map((digits) => train([...args, '--precision', digits])));
    expect(runs.map(({ reason }) => reason)).toEqual(['target', 'target']);
    expect(runs[1]!.normalizedMargin).toBeCloseTo(runs[0]!.normalizedMargin, 5);
    expect(runs[1]!.events.slide).toBeGreaterThan(0);
  });

  it('agrees in three arithmetics', async () => {
    const args = [POINTS, '--model', 'diagonal-pm:2', '--start', '0.5', '--until', '-20', '--seed', '5'];
    const runs = await Promise.all(
      ['double', 'dd', '25'].map((digits) => train([...args, '--precision', digits])),
    );
    expect(runs.map(({ arithmetic }) => arithmetic)).toEqual(['double', 'double-double', '25 digits']);
    for (const { normalizedMargin } of runs)
      expect(normalizedMargin).toBeCloseTo(runs[0]!.normalizedMargin, 5);
  });

  it('snaps the limit of a two-layer net, with a certificate, and measures the way to it', async () => {
    const folder = emptyFolder();
    const files = ['--certificate', join(folder, 'limit.json'), '--plot', join(folder, 'run.svg')];
    const data = fileWith('xor.csv', XOR);
    const run = await train([data, '--model', 'two-layer:8:0.1', '--seed', '3', ...files]);
    expect(run).toMatchObject({ reason: 'target', limit: { kind: 'snapped' } });
    const { relativeResidual, normalizedMargin, endDistance, distances } = run.limit!;
    expect(relativeResidual).toBeLessThan(1e-12);
    expect(normalizedMargin).toBeCloseTo(0.9 / (4 * Math.SQRT2), 12);
    expect(endDistance).toBeLessThan(1e-6);
    expect(distances.map(({ log10Loss }) => Math.round(Math.log10(-log10Loss)))).toEqual([2, 4, 6, 9]);
    expect(await farkas(['check', join(folder, 'limit.json')])).toMatchObject({ code: 0 });
    const svg = readFileSync(join(folder, 'run.svg'), 'utf8');
    expect(svg).toMatch(/^<svg .*<\/svg>\n$/s);
    for (const title of ['Loss of two-layer:8:0.1', 'Margin', 'Neuron directions'])
      expect(svg).toContain(title);
  });

  it('proves that the limit on separable data is a local optimum', async () => {
    const data = fileWith('pair.csv', csv([3, 1, 1], [-3, -1, -1]));
    const { limit } = await train([data, '--model', 'two-layer:4:0.1', '--seed', '1']);
    expect(limit).toMatchObject({ kind: 'snapped', local: { verdict: 'optimal' } });
    // ‖x‖(1 + α)/4: the best there is on a point and its mirror image.
    expect(limit!.normalizedMargin).toBeCloseTo((Math.sqrt(10) * 1.1) / 4, 10);
  });

  it('snaps the limit of a net whose second layer is fixed, exactly', async () => {
    const args = [POINTS, '--model', 'two-layer-fixed:4:0.5', '--seed', '3'];
    const { limit } = await train(args);
    expect(limit).toMatchObject({ kind: 'snapped', relativeResidual: 0, local: { verdict: 'optimal' } });
    expect(limit!.distances.map(({ log10Loss }) => Math.round(Math.log10(-log10Loss)))).toEqual([2, 4, 6, 9]);
    expect(limit!.endDistance).toBeLessThan(1e-8);
  });

  it('does not call a saddle that the run is leaving its limit', async () => {
    const rows = [
      [1, 2, 0.5, 1, 1],
      [2, 1, 1, 0.5, 1],
      [-1, -2, 0.3, -1, -1],
      [1, 1.5, -2, 0.25, 1],
      [-2, -0.5, 1, -2, -1],
    ];
    const args = [fileWith('five.csv', csv(...rows)), '--model', 'diagonal:2', '--seed', '4', '--until'];
    const { limit: passed } = await train([...args, '-1e9']);
    expect(passed).toMatchObject({
      kind: 'unsnapped',
      reasons: [expect.stringContaining('is leaving a KKT point')],
    });
    const { limit } = await train([...args, '-1e100']);
    expect(limit).toMatchObject({ kind: 'snapped', local: { verdict: 'optimal', scope: 'global' } });
  });

  it('says so where a limit cannot be identified', async () => {
    const data = fileWith('xor.csv', XOR);
    const { limit } = await train([data, '--model', 'two-layer:300:0.1', '--seed', '3', '--until', '-200']);
    expect(limit).toMatchObject({ kind: 'unsnapped', reasons: [expect.stringContaining('the net has 900')] });
  });

  it('starts from a network file, and then draws nothing', async () => {
    const network = {
      format: 'farkas/network@1',
      architecture: 'two-layer',
      alpha: 0.5,
      a: [1],
      w: [[1, '1/2']],
    };
    const file = fileWith('net.json', JSON.stringify(network));
    const run = await train([POINTS, '--model', 'two-layer:1:0.5', '--start', file, '--until', '-50']);
    expect(run.seed).toBeUndefined();
    expect(run.reason).toBe('target');
  });

  it('descends with fixed and with loss-normalised steps, for either loss', async () => {
    const args = [POINTS, '--model', 'linear', '--seed', '5', '--until', '-2'];
    const fixed = await train([...args, '--descent', '0.1', '--loss', 'logistic']);
    expect(fixed).toMatchObject({ reason: 'target', method: 'fixed step 0.1' });
    const normalized = await train([...args, '--descent', 'normalized:0.1']);
    expect(normalized).toMatchObject({ reason: 'target', method: 'normalized step 0.1' });
    expect(normalized.steps.accepted).toBeLessThan(fixed.steps.accepted);
  });

  it.each([
    ['a step so large that the loss rises', ['--descent', '1'], 'loss-rose', 2],
    ['its budget of steps', ['--descent', '1e-6', '--steps', '10'], 'step-limit', 2],
    ['its budget of time', ['--descent', '1e-9', '--budget', '0.1s'], 'time-limit', 2],
    ['a target above the start', ['--until', '5'], 'target-above-start', 3],
  ])('ends at %s', async (_what, args, reason, exitCode) => {
    const run = await train([CLASHING, '--model', 'linear', '--seed', '5', ...args], exitCode);
    expect(run.reason).toBe(reason);
  });

  it('names the points that no neuron sees', async () => {
    const relu = { format: 'farkas/network@1', architecture: 'two-layer', alpha: 0, a: [1], w: [[1, 1]] };
    const file = fileWith('relu.json', JSON.stringify(relu));
    const data = fileWith('d.csv', csv([1, 1, 1], [-1, -1, 1]));
    const { reason, explanation } = await train([data, '--model', 'two-layer:1:0', '--start', file]);
    expect(reason).toBe('dead-points');
    expect(explanation).toContain('point 1');
  });

  it('tells people what happened, and announces a drawn seed', async () => {
    const { code, stdout, stderr } = await farkas(['train', POINTS, '--model', 'linear', '--until', '-9']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^seed (\d+) \(repeat with --seed \1\)\n$/);
    expect(stdout).toMatch(/^log-loss time +log10 loss/);
    expect(stdout).toMatch(/^The loss reached its target: log10 loss is -9\.?\d*\.$/m);
  });
});
