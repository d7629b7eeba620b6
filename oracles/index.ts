/** The oracles: each returns a candidate with a certificate, which only 'farkas/checker' declares valid. */
export type { Certificate } from './certificate.ts';
export type { Infeasible } from './infeasible.ts';
export { type L2Margin, l2Margin } from './l2-margin.ts';
export { type OneNeuronNet, oneNeuronMargin } from './one-neuron-margin.ts';
export { type SymmetricOptimum, symmetricOptimum } from './two-layer-symmetric.ts';
