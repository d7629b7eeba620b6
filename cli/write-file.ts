import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BadInput } from '../src/data/bad-input.ts';

const FOUND: Readonly<Record<string, string>> = {
  ENOENT: 'no such folder',
  ENOTDIR: 'a file where a folder should be',
  EEXIST: 'a file where a folder should be',
  EISDIR: 'a folder',
  EACCES: 'no permission to write it',
  EPERM: 'no permission to write it',
  EROFS: 'a file system that can only be read',
  ENOSPC: 'a full disk',
};

/** Does what writes to a place. @throws BadInput when the place cannot be written. */
export function writing<Result>(place: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    throw new BadInput({
      file: place,
      path: '',
      expected: 'a place that can be written',
      found: FOUND[code] ?? code,
    });
  }
}

/** Writes a file whole or not at all. @throws BadInput */
export function writeWhole(file: string, text: string): void {
  const partial = `${file}.${process.pid}.partial`;
  writing(file, () => {
    try {
      writeFileSync(partial, text);
      renameSync(partial, file);
    } catch (error) {
      rmSync(partial, { force: true });
      throw error;
    }
  });
}

/** Complains before a long run, not after it, that its results will have no place. @throws BadInput */
export function checkWritable(files: readonly (string | undefined)[]): void {
  for (const file of files)
    if (file !== undefined)
      writing(file, () => {
        const probe = `${file}.${process.pid}.partial`;
        writeFileSync(probe, '');
        rmSync(probe);
      });
}

/**
 * Makes a folder, and those above it, unless it is there. One at a time: Node's own recursive way never ends below a
 * folder that takes no entries, such as /proc. @throws BadInput
 */
export function ensureFolder(folder: string): void {
  const above = dirname(folder);
  if (!existsSync(above)) ensureFolder(above);
  writing(folder, () => {
    try {
      mkdirSync(folder);
    } catch (error) {
      if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
    }
  });
}
