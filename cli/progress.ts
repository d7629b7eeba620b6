import { Presets, SingleBar } from 'cli-progress';

/** Progress of long work on stderr, shown on a terminal only and never when asked to be quiet. */
export interface Progress {
  show(label: string, done: number, of: number): void;
  end(): void;
}

export function progressBar(quiet: boolean): Progress {
  if (quiet || !process.stderr.isTTY) return { show() {}, end() {} };
  const bar = new SingleBar(
    {
      format: '{label} [{bar}] {value}/{total} cases, {duration_formatted}',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.legacy,
  );
  let current: string | undefined;
  return {
    show(label, done, of) {
      if (label !== current) {
        if (current !== undefined) bar.stop();
        bar.start(of, done, { label });
        current = label;
      } else bar.update(done);
    },
    end() {
      if (current !== undefined) bar.stop();
    },
  };
}

/** One line of progress that is rewritten in place. */
export interface ProgressLine {
  show(text: string): void;
  end(): void;
}

const CLEAR_LINE = '\r\u001b[2K';

export function progressLine(quiet: boolean): ProgressLine {
  if (quiet || !process.stderr.isTTY) return { show() {}, end() {} };
  const { stderr } = process;
  return {
    show: (text) => stderr.write(`${CLEAR_LINE}${text.slice(0, (stderr.columns ?? 80) - 1)}`),
    end: () => stderr.write(CLEAR_LINE),
  };
}
