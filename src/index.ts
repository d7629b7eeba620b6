/** The public API of farkas: data, models, training, generators and claims. Oracles are in 'farkas/oracles'. */

export { inThisProcess } from './claims/case-job.ts';
export { checkClaim } from './claims/check-claim.ts';
export type { CheckOptions } from './claims/check-options.ts';
export * from './claims/claim.ts';
export * from './claims/decision.ts';
export { exactDataset, exactNumber } from './claims/exact-schemas.ts';
export type { ClaimReport, Verdict } from './claims/verdict.ts';
export { BadInput } from './data/bad-input.ts';
export type { Dataset, Label } from './data/dataset.ts';
export { parseDataset, readDataset, writeDataset } from './data/read-dataset.ts';
export { resolveDataset } from './data/resolve.ts';
export * from './data/transforms.ts';
export * from './generators/datasets.ts';
export * from './generators/starts.ts';
export type { Model } from './models/model.ts';
export { parseModel } from './models/parse.ts';
export { NotAnExactNumber, Rational } from './numbers/rational.ts';
export { type FlowOptions, flow } from './training/flow.ts';
export { gaussianStart } from './training/start.ts';
export type { StopReason } from './training/stop.ts';
export type { Trajectory, TrajectoryRecord } from './training/trajectory.ts';
