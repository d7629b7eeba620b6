/** Matchers for other people's tests: `expect.extend(matchers)`. */
export { type ConserveOptions, type KktOptions, type MarginOptions, matchers } from './matchers.ts';
export { exactData, type PlainData, type PlainNetwork } from './plain.ts';
