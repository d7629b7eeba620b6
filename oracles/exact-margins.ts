import type { Dataset } from '../src/data/dataset.ts';
import { Rational } from '../src/numbers/rational.ts';
import { certificateData } from './certificate.ts';
import { margins, preActivations, readHiddenLayer } from './checker/hidden-layer.ts';
import { readPoints } from './checker/points.ts';
import { Entry } from './checker/reading.ts';
import { certificateNetwork, type ExactHiddenLayer, normSquared } from './kkt/certify.ts';

/** The margins of a network on its data, exactly. */
export interface ExactMargins {
  /** min_i q_i and the first point that has it. */
  readonly least: Rational;
  readonly point: number;
  /** How many points are classified correctly. */
  readonly correct: number;
  /** min_i q_i / ‖θ‖². */
  readonly normalized: Rational;
}

/** By the checker's own arithmetic. @param network not all of its parameters zero. */
export function exactMargins(data: Dataset, network: ExactHiddenLayer): ExactMargins {
  const points = readPoints(new Entry(certificateData(data)));
  const read = readHiddenLayer(new Entry(certificateNetwork(network)), points.x[0]!.length);
  const { numerators, denominator } = margins(read, points, preActivations(read, points));
  let point = 0;
  for (const [i, margin] of numerators.entries()) if (margin < numerators[point]!) point = i;
  const least = Rational.of(numerators[point]!, denominator);
  return {
    least,
    point,
    correct: numerators.filter((margin) => margin > 0n).length,
    normalized: least.div(normSquared(network)),
  };
}
