import { BadInput } from '../src/data/bad-input.ts';
import { UnfitModel } from '../src/models/model.ts';
import { UnfitRun } from '../src/training/run-options.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** What to tell a user about an error: one or two lines for bad input, and a place to report an internal one. */
export function describeFailure(error: unknown): { message: string; exitCode: ExitCode } {
  if (error instanceof BadInput || error instanceof UnfitModel || error instanceof UnfitRun)
    return { message: error.message, exitCode: EXIT.badInput };
  const detail = error instanceof Error ? error.message : String(error);
  const trace = process.env['FARKAS_DEBUG'] && error instanceof Error ? `\n${error.stack}` : '';
  return {
    message: `internal error: ${detail}${trace}\nThis is a defect of farkas; FARKAS_DEBUG=1 shows where.`,
    exitCode: EXIT.internal,
  };
}
