import { type ChildProcess, spawn } from 'node:child_process';
import { TrainerFault } from '../../properties/conformance/trainer.ts';

/** A line longer than this is no answer. */
const LONGEST_LINE = 16 * 2 ** 20;
/** So much of the end of the trainer's stderr is kept; a line of it is shown when it fails. */
const KEPT_STDERR = 4000;

/** A program that is asked in lines on stdin and answers in lines on stdout, one at a time. */
export class LineProcess {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #partial: Buffer[] = [];
  #partialLength = 0;
  #stderr = '';
  #fault: string | undefined;
  #wake: (() => void) | undefined;

  /** The command runs in a process group of its own, so that all of it can be ended. */
  constructor(command: readonly string[]) {
    const [program, ...args] = command;
    this.#child = spawn(program!, args, { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.on('error', (error) => this.#fail(`it does not start: ${error.message}`));
    this.#child.on('exit', (code, signal) =>
      this.#fail(signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`),
    );
    this.#child.stdin!.on('error', () => this.#fail('it closed its input'));
    this.#child.stdout!.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#child.stderr!.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-KEPT_STDERR);
    });
  }

  /** Sends one line and waits for the next one. @throws TrainerFault */
  async ask(line: string, milliseconds: number): Promise<string> {
    if (this.#fault === undefined) this.#child.stdin!.write(`${line}\n`);
    const deadline = setTimeout(() => this.#fail(`no answer within ${milliseconds / 1000} s`), milliseconds);
    try {
      while (this.#lines.length === 0 && this.#fault === undefined)
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    } finally {
      clearTimeout(deadline);
    }
    const answer = this.#lines.shift();
    if (answer !== undefined) return answer;
    const lines = this.#stderr.trim().split('\n');
    // Node says what is wrong before its trace, Python after it.
    const said = lines.findLast((line) => /\w*error\b/i.test(line)) ?? lines.at(-1);
    throw new TrainerFault(`the trainer failed: ${this.#fault}${said ? `; it said: ${said}` : ''}`);
  }

  /** Ends the program and whatever it started. */
  close(): void {
    this.#fail('it was closed');
  }

  #fail(fault: string): void {
    this.#fault ??= fault;
    this.#wake?.();
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The group is gone already.
    }
  }

  #take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.#lines.push(Buffer.concat([...this.#partial, chunk.subarray(start, end)]).toString());
      this.#partial = [];
      this.#partialLength = 0;
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    this.#partial.push(rest);
    this.#partialLength += rest.length;
    if (this.#partialLength > LONGEST_LINE) this.#fail(`a line of more than ${LONGEST_LINE} bytes`);
    this.#wake?.();
  }
}
