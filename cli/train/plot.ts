import { l2Margin } from '../../oracles/l2-margin.ts';
import { symmetricOptimum } from '../../oracles/two-layer-symmetric.ts';
import { type Dataset, toFloats } from '../../src/data/dataset.ts';
import type { Model } from '../../src/models/model.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { trainingFigure } from '../../src/reporting/figures/training-figure.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import { twoLayerShape } from './run.ts';

/** The best normalised margin where it is known exactly at once: linear models, and two-layer nets on mirrored data. */
function optimumOf(data: Dataset, model: Model): number | undefined {
  const shape = twoLayerShape(model);
  if (!shape && model.spec !== 'linear') return undefined;
  const best = shape ? symmetricOptimum(data, Rational.fromDecimal(String(shape.alpha))) : l2Margin(data);
  return best.status === 'optimal' ? Math.sqrt(best.marginSquared.toNumber()) : undefined;
}

/** The run as an SVG document. */
export function plot(data: Dataset, model: Model, trajectory: Trajectory): string {
  const optimum = optimumOf(data, model);
  return trainingFigure({ trajectory, data: toFloats(data), ...(optimum === undefined ? {} : { optimum }) });
}
