/** The oracles: each returns a candidate with a certificate, which only 'farkas/checker' declares valid. */
export type { Certificate } from './certificate.ts';
export type { Infeasible } from './infeasible.ts';
export { type L2Margin, l2Margin } from './l2-margin.ts';
export type { QMuMinimum } from './linear/q-mu-enclosure.ts';
export { type LpFace, lpFace } from './lp-face.ts';
export { type LpMargin, type LpNorm, lpMargin } from './lp-margin.ts';
export { type OneNeuronNet, oneNeuronMargin } from './one-neuron-margin.ts';
export { qMuMinimum } from './q-mu-minimum.ts';
export type { SolverName } from './solvers.ts';
export {
  type TwoLayerInfeasible,
  type TwoLayerMargin,
  type TwoLayerOptimum,
  type TwoLayerOptions,
  type TwoLayerUndecided,
  twoLayerMargin,
} from './two-layer/two-layer-margin.ts';
export { type SymmetricOptimum, symmetricOptimum } from './two-layer-symmetric.ts';
