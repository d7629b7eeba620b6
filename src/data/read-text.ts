import { closeSync, openSync, readSync } from 'node:fs';
import { BadInput } from './bad-input.ts';

/** Largest input file, in bytes: 64 MiB. */
export const MAX_FILE_BYTES = 64 * 2 ** 20;

const FAILURES: Readonly<Record<string, { found: string; remedy?: string }>> = {
  ENOENT: { found: 'no such file', remedy: 'Check the path; it is read relative to the current folder.' },
  ENOTDIR: { found: 'no such file', remedy: 'A part of the path is not a folder.' },
  EISDIR: { found: 'a folder', remedy: 'Name a file inside it.' },
  EACCES: { found: 'no permission to read it' },
  EPERM: { found: 'no permission to read it' },
  ENAMETOOLONG: { found: 'a path that is too long' },
};

/**
 * The text of a UTF-8 file without its byte order mark. Never holds more than the limit in memory, whatever
 * the file is (a pipe has no size to ask for).
 * @throws BadInput when it cannot be read, is larger than maxBytes, or is not text.
 */
export function readText(file: string, maxBytes = MAX_FILE_BYTES): string {
  const bytes = readBytes(file, maxBytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new BadInput({ file, path: '', expected: 'UTF-8 text', found: 'bytes that are no UTF-8 text' });
  }
}

function readBytes(file: string, maxBytes: number): Buffer {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    return readUpTo(descriptor, file, maxBytes);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    throw new BadInput({
      file,
      path: '',
      expected: 'a readable file',
      ...(FAILURES[code] ?? { found: code }),
    });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function readUpTo(descriptor: number, file: string, maxBytes: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(2 ** 16);
    const length = readSync(descriptor, chunk);
    if (length === 0) return Buffer.concat(chunks, total);
    total += length;
    if (total > maxBytes)
      throw new BadInput({ file, path: '', expected: `at most ${maxBytes} bytes`, found: 'more' });
    chunks.push(chunk.subarray(0, length));
  }
}
