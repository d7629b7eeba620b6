import { Presets, SingleBar } from 'cli-progress';
import type { CaseProgress } from '../../src/claims/check-options.ts';

/** Progress of a run of many claims on stderr: shown on a terminal only, and never when asked to be quiet. */
export interface RunProgress {
  show(progress: CaseProgress): void;
  end(): void;
}

/**
 * @param total cases to come, the controls' included, or undefined where a run goes on until it is stopped.
 */
export function runProgress(total: number | undefined, quiet: boolean): RunProgress {
  if (quiet || !process.stderr.isTTY) return { show() {}, end() {} };
  const counts =
    total === undefined ? '{value} cases' : '[{bar}] {value}/{total} cases, {eta_formatted} left';
  const bar = new SingleBar(
    {
      format: `${counts}, {speed} a second, {undecided} undecided · {latest}`,
      stream: process.stderr,
      barsize: 20,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.legacy,
  );
  const started = performance.now();
  const latest = new Map<string, string>();
  let done = 0;
  let undecided = 0;
  bar.start(total ?? 1, 0, { speed: '–', undecided, latest: '' });
  return {
    show(progress) {
      done += 1;
      undecided += progress.undecided ? 1 : 0;
      const label = progress.control ? `${progress.claim} control` : progress.claim;
      latest.delete(progress.claim);
      latest.set(progress.claim, `${label} ${progress.done}/${progress.of}`);
      bar.update(done, {
        speed: ((1000 * done) / (performance.now() - started)).toFixed(1),
        undecided,
        latest: [...latest.values()].at(-1),
      });
    },
    end: () => bar.stop(),
  };
}
