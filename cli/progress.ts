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
