/**
 * The kink-proof flow of two-layer nets on generic data: every run decided, at what cost, and how well the laws of the
 * flow hold. `node bench/dist/bench/sliding.js [RUNS] [agree]`; with `agree` it also compares with explicit descent of a
 * tiny step, which takes minutes.
 */
import { parseModel } from '../src/models/parse.ts';
import { descend } from '../src/training/descent.ts';
import { flow } from '../src/training/flow.ts';
import { type SlidingFlowOptions, slidingFlow } from '../src/training/sliding/flow.ts';
import type { Trajectory } from '../src/training/trajectory.ts';
import { type CaseSize, distance, genericCase, symmetricCase, unit } from '../test/training/sliding/cases.ts';
import { flowCase } from './flow-cases.ts';

interface Run {
  readonly options: SlidingFlowOptions;
  readonly end: Trajectory;
  readonly milliseconds: number;
}

const RUNS = Number(process.argv[2] ?? 200);
const SIZE: CaseSize = { points: 12, dimension: 3, width: 8, alpha: 0.1, scale: 0.3 };
const LARGE: CaseSize = { points: 20, dimension: 5, width: 20, alpha: 0.1, scale: 0.3 };

/** Milliseconds of processor time since `begin`, which other work on the machine does not lengthen. */
function processorTime(begin: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

/** The flow of every model, on the same case. */
function generalFlow(options: SlidingFlowOptions): Trajectory {
  const model = parseModel(`two-layer:${options.width}:${options.alpha}`, options.dimension);
  return flow({ ...options, model, data: options });
}

function timed(options: SlidingFlowOptions, train: typeof slidingFlow): Run {
  const begin = process.cpuUsage();
  const end = train(options);
  return { options, end, milliseconds: processorTime(begin) };
}

function quantiles(values: readonly number[], parts: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  return parts.map((part) => String(Number(at(part).toPrecision(2)))).join(' / ');
}

/** |change of a_k² − ‖w_k‖²| of every neuron over the run, relative to its own largest norm. */
function neuronDrifts({ options, end }: Run): number[] {
  const { width, dimension, start } = options;
  const invariant = (theta: ArrayLike<number>, k: number) => {
    const a = theta[width * dimension + k] ** 2;
    let w = 0;
    for (let j = k * dimension; j < (k + 1) * dimension; j++) w += theta[j] ** 2;
    return { value: a - w, size: a + w };
  };
  return Array.from({ length: width }, (_, k) => {
    const before = invariant(start, k);
    const after = invariant(end.parameters, k);
    return Math.abs(after.value - before.value) / Math.max(before.size, after.size);
  });
}

function row(name: string, runs: readonly Run[]): void {
  const count = (kind: string) => runs.filter(({ end }) => end.reason.kind === kind).length;
  const ends = runs.map(({ end }) => end);
  const decided = count('target') + count('dead-points') + count('stationary') + count('all-dead');
  const cells = [
    name,
    `${count('target')} / ${count('dead-points') + count('all-dead')} / ${count('stationary')} / ${runs.length - decided}`,
    quantiles(
      runs.map(({ milliseconds }) => milliseconds),
      [0.5, 0.95, 1],
    ),
    quantiles(
      ends.map(({ steps }) => steps.accepted),
      [0.5, 0.95],
    ),
    quantiles(
      ends.map(({ events }) => events.cross + events.slide + events.release),
      [0.5, 0.95],
    ),
    String(ends.filter(({ events }) => events.branch > 0).length),
    Math.max(...ends.map(({ largestLossRise }) => largestLossRise)).toExponential(0),
    Math.max(...ends.map(({ largestSmoothedMarginDrop }) => largestSmoothedMarginDrop)).toExponential(0),
    quantiles(runs.flatMap(neuronDrifts), [0.5, 0.99]),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

/** Prints a row, and returns the median and 95 % of its milliseconds. */
function sweep(
  name: string,
  runs: number,
  options: (seed: number) => SlidingFlowOptions,
  train: typeof slidingFlow = slidingFlow,
): { readonly median: number; readonly most: number } {
  for (let seed = 1; seed <= 3; seed++) train(options(seed));
  const done = Array.from({ length: runs }, (_, k) => timed(options(k + 1), train));
  row(name, done);
  const times = done.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
  return { median: times[runs >> 1], most: times[Math.min(runs - 1, Math.floor(0.95 * runs))] };
}

console.log(
  '| case | target / dead / stationary / other | ms 50 / 95 / 100 % | steps 50 / 95 % | events 50 / 95 % | branched | loss rise | margin drop | drift 50 / 99 % |',
);
console.log('|---|---|---|---|---|---|---|---|---|');
for (const [flowName, train] of [
  ['', slidingFlow],
  ['flow(), ', generalFlow],
] as const) {
  const symmetric = sweep(
    `${flowName}symmetric, α .1, start .3`,
    RUNS,
    (seed) => symmetricCase(SIZE, seed),
    train,
  ).median;
  for (const scale of [0.3, 1e-3])
    for (const alpha of [0.5, 0.1, 0]) {
      const name = `${flowName}α ${alpha}, start ${scale}`;
      const { median, most } = sweep(
        name,
        RUNS,
        (seed) => genericCase({ ...SIZE, alpha, scale }, seed),
        train,
      );
      const [ratio, worst] = [median, most].map((time) => (time / symmetric).toFixed(1));
      console.error(`${name}: 50 / 95 % are ${ratio} / ${worst} times the symmetric median`);
    }
}
sweep('α .1, start .3, to −10²⁰⁰', RUNS, (seed) => ({ ...genericCase(SIZE, seed), until: -1e200 }));
sweep('α .1, start .3, logistic', RUNS, (seed) => ({ ...genericCase(SIZE, seed), loss: 'logistic' }));
sweep('n 20, d 5, m 20, symmetric', 20, (seed) => symmetricCase(LARGE, seed));
sweep('n 20, d 5, m 20', 20, (seed) => genericCase(LARGE, seed));

/** Cost of a step as the problem grows: seconds down to log10 loss −2, and nanoseconds a step in units of n²m + nmd. */
function growth(): void {
  console.log('\n| n, d, m | s | attempted steps | ns a step / (n²m + nmd) |\n|---|---|---|---|');
  for (const [points, dimension, width] of [
    [20, 5, 20],
    [25, 19, 25],
    [50, 19, 25],
    [50, 19, 50],
    [50, 19, 100],
  ]) {
    const options = { ...genericCase({ points, dimension, width, alpha: 0.1, scale: 0.3 }, 1), until: -2 };
    const { end, milliseconds } = timed(options, slidingFlow);
    const steps = end.steps.accepted + end.steps.rejected;
    const work = points ** 2 * width + points * width * dimension;
    console.log(
      `| ${points}, ${dimension}, ${width} | ${(milliseconds / 1000).toFixed(1)} | ${steps} | ${((1e6 * milliseconds) / steps / work).toFixed(0)} |`,
    );
  }
}
growth();

/** The symmetric case of bench/flow.ts, by this integrator and by the Rosenbrock one. */
function compareOnSymmetricData(): void {
  const { model, data, width, alpha, optimum, start } = flowCase(8, 2, 4);
  const seeds = Array.from({ length: 50 }, (_, k) => k + 1);
  const report = (name: string, run: (seed: number) => Trajectory) => {
    for (const seed of seeds) run(seed);
    const begin = process.cpuUsage();
    const ends = seeds.map(run);
    const milliseconds = processorTime(begin) / seeds.length;
    const gaps = ends.map(({ final }) => 1 - final.normalizedMargin / optimum).filter((gap) => gap < 1e-3);
    const reached = ends.filter(({ reason }) => reason.kind === 'target').length;
    console.log(
      `${name}: ${milliseconds.toFixed(1)} ms a run, ${reached} of ${seeds.length} at −10⁹, ${gaps.length} within 1e-3 of the optimum, gap up to ${Math.max(...gaps).toExponential(1)}`,
    );
  };
  report('sliding, tolerance 1e-6', (seed) =>
    slidingFlow({ ...data, width, alpha, loss: 'exponential', start: start(seed) }),
  );
  for (const tolerance of [1e-6, 1e-4])
    report(`Rosenbrock, tolerance ${tolerance}`, (seed) =>
      flow({ model, data, loss: 'exponential', start: start(seed), tolerance }),
    );
}
console.log('\nSymmetric data, n = 8, d = 2, width 4, start 1e-3:');
compareOnSymmetricData();

/** Distance in direction at log10 loss −30 from descent on 𝓛 with steps of 2e-5/𝓛, on cases without branching. */
function agreement(): void {
  for (let seed = 1, found = 0; found < 10; seed++) {
    const options = { ...genericCase({ ...SIZE, alpha: seed % 2 ? 0.5 : 0.1 }, seed), until: -30 };
    const end = slidingFlow(options);
    if (end.reason.kind !== 'target' || end.events.branch > 0 || end.final.time > 400) continue;
    found++;
    const descent = descend({
      model: parseModel(`two-layer:${options.width}:${options.alpha}`, options.dimension),
      data: options,
      loss: 'exponential',
      start: options.start,
      step: { kind: 'normalized', size: 2e-5 },
      until: -30,
      maxSteps: 1e8,
      tolerateRises: true,
    });
    const off = distance(unit(end.parameters), unit(descent.parameters));
    console.log(`seed ${seed}: ${off.toExponential(1)} after ${descent.steps.accepted} steps of descent`);
  }
}
if (process.argv[3] === 'agree') {
  console.log('\nDirection at log10 loss −30 against explicit descent:');
  agreement();
}
