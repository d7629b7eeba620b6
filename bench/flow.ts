/**
 * The gradient flow of two-layer nets on symmetric data, side by side with gradient descent in the same language and,
 * where the peer scripts are at hand, with SciPy's and PyTorch's. How to run it: bench/README.md.
 */
import { descend } from '../src/training/descent.ts';
import { flow } from '../src/training/flow.ts';
import type { Trajectory } from '../src/training/trajectory.ts';
import { type FlowCase, flowCase, median } from './flow-cases.ts';
import { Peers } from './peers.ts';

const MARKS = [-10, -1e2, -1e3, -1e4, -1e6, -1e9];
const SEEDS = [1, 2, 3, 4, 5];
/** Seconds a peer may take for one run. */
const PEER_LIMIT = 60;

interface Row {
  readonly name: string;
  /** Median over seeds of seconds and relative margin gap at each mark; undefined where it was not reached. */
  readonly cells: readonly ({ readonly seconds: number; readonly gap: number } | undefined)[];
}

function timed(run: () => Trajectory): { readonly seconds: number; readonly end: Trajectory } {
  const begin = performance.now();
  const end = run();
  return { seconds: (performance.now() - begin) / 1000, end };
}

/** One row: `run` to each mark from each seed, timed once it is warm. */
function ownRow(
  name: string,
  on: FlowCase,
  marks: number,
  run: (seed: number, until: number) => Trajectory,
): Row {
  for (let k = 0; k < 20; k++) run(SEEDS[k % SEEDS.length]!, -100);
  const cells = MARKS.slice(0, marks).map((until) => {
    const runs = SEEDS.map((seed) => timed(() => run(seed, until))).filter(
      ({ end }) => end.reason.kind === 'target',
    );
    if (runs.length < SEEDS.length) return undefined;
    return {
      seconds: median(runs.map(({ seconds }) => seconds)),
      gap: median(runs.map(({ end }) => 1 - end.final.normalizedMargin / on.optimum)),
    };
  });
  return { name, cells };
}

function peerRow(
  name: string,
  on: FlowCase,
  peers: Peers,
  script: 'scipy_flow.py' | 'torch_gd.py',
  extra: string[],
): Row {
  const targets = MARKS.slice(0, -1);
  const runs = SEEDS.map((seed) => peers.marks(script, on, { seed, targets, limit: PEER_LIMIT }, extra));
  const cells = targets.map((target) => {
    const reached = runs.flatMap((marks = []) => marks.filter((mark) => mark.target === target));
    if (reached.length < SEEDS.length) return undefined;
    return {
      seconds: median(reached.map(({ seconds }) => seconds)),
      gap: median(reached.map(({ margin }) => 1 - margin / on.optimum)),
    };
  });
  return { name, cells };
}

function print(title: string, rows: readonly Row[]): void {
  console.log(`\n### ${title}\n`);
  console.log(`| milliseconds (margin gap) at log10 loss | ${MARKS.join(' | ')} |`);
  console.log(`|---|${MARKS.map(() => '---:').join('|')}|`);
  for (const { name, cells } of rows) {
    const texts = MARKS.map((_, k) => {
      const cell = cells[k];
      return cell ? `${(1000 * cell.seconds).toPrecision(3)} (${cell.gap.toExponential(1)})` : '–';
    });
    console.log(`| ${name} | ${texts.join(' | ')} |`);
  }
}

function compare(on: FlowCase, peers: Peers | undefined): void {
  const { model, data } = on;
  const options = (seed: number, until: number) =>
    ({ model, data, loss: 'exponential', start: on.start(seed), until }) as const;
  const atTolerance = (tolerance: number) =>
    ownRow(`flow, tolerance ${tolerance}`, on, MARKS.length, (seed, until) =>
      flow({ ...options(seed, until), tolerance }),
    );
  const rough = atTolerance(1e-4);
  const descent = [0.1, 0.01].map((size) =>
    ownRow(`gradient descent, step ${size}/loss`, on, MARKS.length - 1, (seed, until) =>
      descend({ ...options(seed, until), step: { kind: 'normalized', size }, tolerateRises: true }),
    ),
  );
  const solvers = peers
    ? ['LSODA', 'Radau'].map((method) =>
        peerRow(`SciPy ${method}`, on, peers, 'scipy_flow.py', ['--method', method]),
      )
    : [];
  const torch = peers ? [peerRow('PyTorch descent, step 0.1/loss', on, peers, 'torch_gd.py', [])] : [];
  print(on.name, [rough, atTolerance(1e-6), ...descent, ...solvers, ...torch]);

  const steps = SEEDS.map((seed) => flow({ ...options(seed, -1e9), tolerance: 1e-4 }).steps.accepted);
  console.log(
    `\nAccepted steps of the flow to −10⁹ at tolerance 1e-4: ${Math.min(...steps)} to ${Math.max(...steps)}.`,
  );
  const lsoda = solvers[0]?.cells[4]?.seconds;
  const own = rough.cells[5]?.seconds;
  if (lsoda && own)
    console.log(`Flow to −10⁹ against LSODA to −10⁶: ${(lsoda / own).toFixed(1)} times faster.`);
}

const peers = Peers.find();
if (!peers)
  console.log(
    'No peer scripts: pass their folder as the argument or in FARKAS_PEERS to compare with SciPy and PyTorch.',
  );
for (const on of [flowCase(8, 2, 4), flowCase(20, 5, 20)]) compare(on, peers);
