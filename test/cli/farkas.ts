import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';
import type { ZodType } from 'zod';

/** The built command line: what a user runs. `npm test` builds it first. */
export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs farkas in a child process, in an empty folder of its own unless one is given. */
export function farkas(args: readonly string[], folder = emptyFolder()): Promise<Outcome> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: npm run build makes it`);
  return new Promise((resolve) => {
    const options = { cwd: folder, maxBuffer: 2 ** 28 };
    execFile(process.execPath, [MAIN, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

const scratch = mkdtempSync(join(tmpdir(), 'farkas-cli-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A folder that is removed when the test file is through. */
export function emptyFolder(): string {
  return mkdtempSync(join(scratch, 'folder-'));
}

/** A file in a folder of its own. */
export function fileWith(name: string, content: string | Uint8Array): string {
  const path = join(emptyFolder(), name);
  writeFileSync(path, content);
  return path;
}

/** Standard output as JSON; the exit code comes first, for its message is the better one. */
export function json<T>({ code, stdout, stderr }: Outcome, exitCode = 0): T {
  expect({ code, stderr: code === exitCode ? '' : stderr }).toEqual({ code: exitCode, stderr: '' });
  return JSON.parse(stdout) as T;
}

/** Standard output as JSON of a published format. */
export function inFormat<T>(schema: ZodType, outcome: Outcome, exitCode = 0): T {
  const printed = json<T>(outcome, exitCode);
  expect(schema.safeParse(printed).error?.issues).toBeUndefined();
  return printed;
}

export function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

/** Expects a refusal: exit code 3, nothing on stdout, one or two lines for a person that name the place. */
export function expectRefusal(outcome: Outcome, ...mentions: readonly (string | RegExp)[]): void {
  const { code, stdout, stderr } = outcome;
  expect({ code, stdout, stderr }).toMatchObject({ code: 3, stdout: '' });
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('seed '));
  expect(lines.length, stderr).toBeGreaterThan(0);
  expect(lines.length, stderr).toBeLessThanOrEqual(2);
  expect(stderr).not.toMatch(/internal error|\bat \S+:\d+|NaN\b(?!"|,| in)/);
  for (const mention of mentions) expect(stderr).toMatch(mention);
}

/** Data of a few points: rows of coordinates with the label last. */
export function csv(...rows: readonly (readonly (number | string)[])[]): string {
  const header = rows[0]!.map((_, j) => (j === rows[0]!.length - 1 ? 'label' : `x${j + 1}`));
  return `${[header, ...rows].map((row) => row.join(',')).join('\n')}\n`;
}

export const XOR = csv([1, 1, 1], [-1, -1, 1], [1, -1, -1], [-1, 1, -1]);
