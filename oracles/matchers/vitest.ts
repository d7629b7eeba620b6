/** `import 'farkas/vitest'` in a test or set-up file adds the matchers to vitest's expect, with their types. */
import { expect } from 'vitest';
import { type ConserveOptions, type KktOptions, type MarginOptions, matchers } from './matchers.ts';

declare module 'vitest' {
  interface Matchers<T> {
    /** The network, scaled to margin 1, is a KKT point of the margin problem. */
    toBeKktPoint(options: KktOptions): T;
    /** The separator or network has the largest margin there is; a promise. */
    toMaximizeMargin(options: MarginOptions): Promise<T>;
    /** Training kept a_k² − ‖w_k‖² of every neuron. */
    toConserve(options: ConserveOptions): T;
  }
}

expect.extend(matchers);
