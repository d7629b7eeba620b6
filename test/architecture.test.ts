import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Floors of the house, and the rooms of src, from the ground up: a file imports from its own level or below. */
const LEVELS: readonly (readonly string[])[] = [
  ['src/numbers'],
  ['src/linalg'],
  ['src/data', 'src/models'],
  ['src/training'],
  ['src/generators', 'src/claims'],
  ['src/hunting', 'src/reporting', 'src/results'],
  ['src/index.ts'],
  ['oracles'],
  ['properties'],
  ['cli'],
];

function levelOf(file: string): number {
  return LEVELS.findIndex((rooms) => rooms.some((room) => file === room || file.startsWith(`${room}/`)));
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
}

/** Relative imports of a file, as paths from the root. */
function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map(([, target]) =>
    relative(root, join(root, dirname(file), target!)),
  );
}

function violations(file: string, text: string): string[] {
  const level = levelOf(file);
  if (level < 0) return [`${file} is in no room`];
  const upward = importsOf(file, text).filter((target) => levelOf(target) > level);
  const untrusted = file.startsWith('oracles/checker/')
    ? [...text.matchAll(/from '([^']+)'/g)]
        .map(([, target]) => target!)
        .filter((target) => !/^\.\/[\w-]+\.ts$/.test(target) && target !== '../../src/numbers/rational.ts')
    : [];
  return [...upward, ...untrusted].map((target) => `${file} imports ${target}`);
}

describe('the architecture', () => {
  it('imports go down only, and the checker imports exact rationals only', () => {
    const files = ['src', 'oracles', 'properties', 'cli'].flatMap(sourceFiles);
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((file) => violations(file, readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });

  it('notices an upward import, a checker that asks a solver, and a file in no room', () => {
    expect(violations('src/data/x.ts', "import { flow } from '../training/flow.ts';")).toHaveLength(1);
    expect(violations('oracles/checker/x.ts', "import q from 'quadprog';")).toHaveLength(1);
    expect(violations('oracles/checker/x.ts', "import { l2Margin } from '../l2-margin.ts';")).toHaveLength(1);
    expect(violations('src/attic/x.ts', '')).toHaveLength(1);
    expect(violations('src/training/x.ts', "import { x } from '../data/dataset.ts';")).toEqual([]);
  });
});
