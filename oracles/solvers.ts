import type { GLPK } from 'glpk.js/node';
import type { Highs } from 'highs';

/** The float solvers of linear programs. Either alone is enough for everything. */
export type SolverName = 'highs' | 'glpk';

let highs: Promise<Highs> | undefined;
let glpk: Promise<GLPK> | undefined;

/** HiGHS, loaded once a process. */
export function loadHighs(): Promise<Highs> {
  // The module exports the loader itself; its declarations, read as CommonJS, promise one more `default`.
  highs ??= import('highs').then((module) => (module.default as unknown as () => Promise<Highs>)());
  return highs;
}

/** glpk.js, loaded once a process and only when asked for: it is optional, for its licence is the GPL. */
export function loadGlpk(): Promise<GLPK> {
  glpk ??= import('glpk.js/node').then(({ default: load }) => load());
  return glpk;
}
