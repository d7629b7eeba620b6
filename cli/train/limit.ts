import type { Certificate } from '../../oracles/certificate.ts';
import type { Distance } from '../../oracles/kkt/approach.ts';
import type { Snapped, Unsnapped } from '../../oracles/kkt/snap.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Model } from '../../src/models/model.ts';
import type { Trajectory, TrajectoryRecord } from '../../src/training/trajectory.ts';
import { type LocalVerdict, localVerdict } from '../local-optimality.ts';
import { snap } from '../snapping.ts';
import { accepted } from '../solve/solution.ts';
import { twoLayerShape } from './run.ts';

/** Where the distance to the limit is measured, as log10 loss. */
const MARKS = [-1e2, -1e4, -1e6, -1e9];
/** A record whose log10 loss is at most this multiple of a mark stands for it; records are at most a factor 1.34 apart, unless steps are longer. */
const NEAR_MARK = 1.5;
/** Nothing of a limit can be read off a trajectory that ends above this log10 loss. */
const DEEP_ENOUGH = -100;

/** What `train` says of the limit of a two-layer net; `certificate` proves its residual. */
export type Limit =
  | {
      readonly kind: 'snapped';
      readonly support: readonly number[];
      readonly liveNeurons: number;
      readonly relativeResidual: number;
      readonly normalizedMargin: number;
      readonly endDistance: number;
      readonly distances: readonly Distance[];
      readonly exponent: number | null;
      readonly predictedExponent: number;
      readonly certificate: Certificate;
      readonly local: LocalVerdict;
    }
  | Unsnapped;

type WithDirection = TrajectoryRecord & { readonly direction: Float64Array };

/**
 * The exact KKT point that a run of a two-layer net tends to; undefined for other models and shallow runs.
 * @param repeat the same run, up to a loss.
 */
export function limitOf(
  data: Dataset,
  model: Model,
  run: Trajectory,
  repeat: (until: number) => Trajectory,
): Limit | undefined {
  const shape = twoLayerShape(model);
  const end = run.final;
  if (!shape || !hasDirection(end) || !(end.log10Loss <= DEEP_ENOUGH)) return undefined;
  const approach = MARKS.filter((mark) => mark >= end.log10Loss).map((mark) => atMark(run, mark, repeat));
  const snapped = snap(data, shape.alpha, end, approach.filter(hasDirection));
  return snapped.kind === 'unsnapped' ? snapped : summary(data, snapped);
}

/** Late steps are long: a run that stepped over a mark is repeated up to it. */
function atMark(run: Trajectory, mark: number, repeat: (until: number) => Trajectory): TrajectoryRecord {
  const near = run.records.find(({ log10Loss }) => log10Loss <= mark && log10Loss >= NEAR_MARK * mark);
  return near ?? repeat(mark).final;
}

function hasDirection(record: TrajectoryRecord): record is WithDirection {
  return record.direction !== undefined;
}

function summary(data: Dataset, { pattern, point, certified, ...measured }: Snapped): Limit {
  const { relativeResidual, normalizedMargin, endDistance, distances, exponent, predictedExponent } =
    measured;
  return {
    kind: 'snapped',
    support: pattern.support,
    liveNeurons: pattern.groups.reduce((sum, { neurons }) => sum + neurons.length, 0),
    relativeResidual,
    normalizedMargin,
    endDistance,
    distances,
    exponent,
    predictedExponent,
    certificate: accepted(certified.certificate),
    local: localVerdict(data, point),
  };
}
