import type { Axes } from '../claims/claim.ts';
import { type Json, type Path, pathsMatching, replaced, valueAt } from './exact-json.ts';

/** One way in which a case can be cut: how many indices there are, and the arrays that share them. */
export interface Axis {
  readonly name: string;
  readonly length: number;
  readonly arrays: readonly Path[];
}

/** The axes of a case; those whose arrays differ in length are left out. */
export function axesOf(json: Json, axes: Axes): Axis[] {
  return Object.entries(axes).flatMap(([name, patterns]) => {
    const arrays = patterns.flatMap((pattern) => pathsMatching(json, pattern));
    const lengths = new Set(arrays.map((path) => lengthAt(json, path)));
    const [length] = lengths;
    return lengths.size === 1 && length !== undefined ? [{ name, length, arrays }] : [];
  });
}

function lengthAt(json: Json, path: Path): number | undefined {
  const value = valueAt(json, path);
  return Array.isArray(value) ? value.length : undefined;
}

/** The case without these indices of an axis. */
export function cut(json: Json, axis: Axis, indices: ReadonlySet<number>): Json {
  return everyArray(json, axis, (array) => array.filter((_, index) => !indices.has(index)));
}

/** The case with one index of an axis twice. */
export function repeated(json: Json, axis: Axis, index: number): Json {
  return everyArray(json, axis, (array) => [...array, array[index]!]);
}

function everyArray(json: Json, axis: Axis, change: (array: readonly Json[]) => readonly Json[]): Json {
  return axis.arrays.reduce<Json>(
    (changed, path) => replaced(changed, path, (value) => change(value as readonly Json[])),
    json,
  );
}
