import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { BadInput } from '../src/data/bad-input.ts';

/** Writes a file whole or not at all. @throws BadInput when the place cannot be written. */
export function writeWhole(file: string, text: string): void {
  const partial = `${file}.${process.pid}.partial`;
  try {
    writeFileSync(partial, text);
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    const found = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new BadInput({ file, path: '', expected: 'a place that can be written', found });
  }
}
