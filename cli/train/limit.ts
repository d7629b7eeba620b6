import type { Certificate } from '../../oracles/certificate.ts';
import type { Distance } from '../../oracles/kkt/approach.ts';
import type { Unsnapped } from '../../oracles/kkt/snap.ts';
import type { SnappedLimit } from '../../oracles/kkt/snapping/snap-limit.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Model } from '../../src/models/model.ts';
import type { Trajectory, TrajectoryRecord } from '../../src/training/trajectory.ts';
import { type LocalVerdict, localVerdict } from '../local-optimality.ts';
import { snap } from '../snapping.ts';
import { accepted } from '../solve/solution.ts';

/** Where the distance to the limit is measured, as log10 loss. */
const MARKS = [-1e2, -1e4, -1e6, -1e9];
/** A record whose log10 loss is at most this multiple of a mark stands for it; records are at most a factor 1.34 apart, unless steps are longer. */
const NEAR_MARK = 1.5;
/** A run ends at its target to a relative 1e-9 on either side: what is this near to a mark has reached it. */
const LANDED = 1 - 1e-8;
/** Nothing of a limit can be read off a trajectory that ends above this log10 loss. */
const DEEP_ENOUGH = -100;

/**
 * What `train` says of the limit; `certificate` proves its residual, or of (deep) linear nets, the separator, or of nets with a fixed second layer,
 * that no hidden layer nearby is shorter.
 */
export type Limit =
  | {
      readonly kind: 'snapped';
      readonly support: readonly number[];
      /** Of two-layer nets. */
      readonly liveNeurons?: number;
      /** Of other models. */
      readonly liveParameters?: number;
      readonly relativeResidual: number;
      readonly normalizedMargin: number;
      readonly endDistance: number;
      readonly distances: readonly Distance[];
      readonly exponent: number | null;
      readonly predictedExponent: number;
      readonly certificate: Certificate;
      readonly local?: LocalVerdict;
    }
  | Unsnapped;

type WithDirection = TrajectoryRecord & { readonly direction: Float64Array };

/**
 * The exact KKT point that a run tends to; undefined for shallow runs.
 * @param repeat the same run, up to a loss.
 */
export function limitOf(
  data: Dataset,
  model: Model,
  run: Trajectory,
  repeat: (until: number) => Trajectory,
): Limit | undefined {
  const end = run.final;
  if (!hasDirection(end) || !(end.log10Loss <= DEEP_ENOUGH)) return undefined;
  const approach = MARKS.filter((mark) => end.log10Loss <= LANDED * mark).map((mark) =>
    atMark(run, mark, repeat),
  );
  const snapped = snap(data, model, end, approach.filter(hasDirection));
  if (snapped.kind === 'unsnapped') return snapped;
  return isLeaving(snapped) ? passedBy(snapped) : summary(data, model, snapped);
}

/** A run on its way past a saddle: the point repels, and the distance grows. */
function isLeaving({ exponent, predictedExponent }: SnappedLimit): boolean {
  return exponent !== null && exponent > 0 && predictedExponent > 0;
}

function passedBy({ endDistance, exponent, normalizedMargin }: SnappedLimit): Unsnapped {
  const where = `a KKT point of normalised margin ${normalizedMargin}, ${endDistance.toPrecision(2)} away`;
  return {
    kind: 'unsnapped',
    reasons: [
      `the run is leaving ${where}, like log(1/loss)^${exponent!.toFixed(2)}; a deeper one shows where it goes (--until)`,
    ],
  };
}

/** Late steps are long: a run that stepped over a mark is repeated up to it. */
function atMark(run: Trajectory, mark: number, repeat: (until: number) => Trajectory): TrajectoryRecord {
  const near = run.records.find(
    ({ log10Loss }) => log10Loss <= LANDED * mark && log10Loss >= NEAR_MARK * mark,
  );
  return near ?? repeat(mark).final;
}

function hasDirection(record: TrajectoryRecord): record is WithDirection {
  return record.direction !== undefined;
}

function summary(
  data: Dataset,
  model: Model,
  { hiddenLayer, certificate, alive, ...snapped }: SnappedLimit,
): Limit {
  const local = localOptimality(data, model, certificate, hiddenLayer);
  return {
    ...snapped,
    ...(model.spec.startsWith('two-layer') ? { liveNeurons: alive } : { liveParameters: alive }),
    certificate: accepted(certificate),
    ...(local ? { local } : {}),
  };
}

/**
 * Decided for models of one hidden layer; every KKT point of a (deep) linear net is a global optimum (vardi2022), and that of a fixed second
 * layer comes with a proof.
 */
function localOptimality(
  data: Dataset,
  { spec }: Model,
  certificate: Certificate,
  hiddenLayer: SnappedLimit['hiddenLayer'],
): LocalVerdict | undefined {
  if (hiddenLayer) return localVerdict(data, hiddenLayer);
  if (certificate.claim.kind === 'optimum')
    return { verdict: 'optimal', scope: 'local', why: 'no hidden layer nearby is shorter', certificate };
  if (!spec.includes('linear')) return undefined;
  return {
    verdict: 'optimal',
    scope: 'global',
    why: 'its function is the l2 max-margin separator, and its layers are balanced',
    certificate,
  };
}
