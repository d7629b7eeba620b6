import fc from 'fast-check';
import type { Claim } from '../../src/claims/claim.ts';
import { allOf, type Decision, undecided } from '../../src/claims/decision.ts';
import { flowCase } from '../../src/claims/exact-schemas.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { separable } from '../../src/generators/datasets.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { smallerFlows } from '../../src/generators/smaller-flows.ts';
import { parseModel } from '../../src/models/parse.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { type FlowTwice, unreached } from '../flow-twice.ts';
import { neverSeparates } from '../never-separates.ts';
import { separableData } from '../separable-data.ts';
import { DISTANCE_GAP, decideLost, decideTendency, runsOf } from './approach.ts';
import { unturned } from './axis-points.ts';
import type { Limit } from './cell.ts';
import { contradicted } from './contradicted.ts';
import { decideStanding } from './decide-limit.ts';
import { deepLinearCases, saddleCases, startsBelow } from './deep-linear-cases.ts';
import { deepLinearLimit, hiddenDirections } from './deep-linear-limit.ts';
import { decideDiagonalApproach } from './diagonal-approach.ts';
import { diagonalLimit } from './diagonal-limit.ts';
import { neuronsOf } from './exact-net.ts';
import { groupCases } from './groups-cases.ts';
import { groupsLimit, groupsPoint, transferCurve, twoOfOneLabel } from './groups-limit.ts';
import { hiddenLayerLimit } from './hidden-layer-limit.ts';
import { deepLinearLayers, type LayerProof, layerOptimum, rankOneLayers } from './layers.ts';
import { vardi2022 } from './paper.ts';
import { collapseOf } from './saddle.ts';
import { improvableShares, sharedNeuronCases } from './shared-neuron-cases.ts';
import { sharedNeuronLimit } from './shared-neuron-limit.ts';
import type { Standing } from './standing.ts';
import { cheaperHiddenLayer } from './two-point-patterns.ts';
import { V4 } from './V4-dead-coordinate.ts';

/** What is asserted of each layer: what the claim says of the kind of net; the same of every net; or what holds on kinks. */
type Asserted = 'as stated' | 'every layer global' | 'hidden layer not local';

/** A layer with what the claim says of it. */
interface Layer extends LayerProof {
  readonly stated: Standing;
}

/** The limit of a run with the problem of each of its layers. */
interface LayeredLimit {
  readonly limit: Limit;
  readonly layers: readonly Layer[];
  /** What the claim says of the point itself. */
  readonly stated: Standing;
}

const GLOBAL: Standing = { global: true };
const LOCAL: Standing = { local: true };
const NOT_LOCAL: Standing = { local: false };
const HIDDEN_BITS = 20;

function deepLinear(instance: FlowCase, runs: FlowTwice): LayeredLimit | string {
  const limit = deepLinearLimit(instance);
  if (typeof limit === 'string') return limit;
  const { weights } = parseModel(instance.model, limit.separator.length);
  const end = runs.fine.final.direction!;
  const length = Math.hypot(...limit.separator.map((value) => value.toNumber()));
  const unit = limit.separator.map((value) => value.toNumber() / length);
  const hidden = hiddenDirections(weights, unit, end).map((v) =>
    v.map((value) =>
      Rational.fromDouble(Math.round(value * 2 ** HIDDEN_BITS)).scaledByPowerOfTwo(-HIDDEN_BITS),
    ),
  );
  const proofs = deepLinearLayers(instance.data, rankOneLayers(limit.separator, hidden));
  return { limit, layers: proofs.map((proof) => ({ ...proof, stated: GLOBAL })), stated: GLOBAL };
}

function diagonal(instance: FlowCase): LayeredLimit | string {
  const point = diagonalLimit(instance.data, instance.start);
  if (!point) return 'no w that the start can reach separates the data';
  const prove = (layer: 'weights' | 'outputs') => ({
    ...layerOptimum(instance.data, point, layer),
    stated: GLOBAL,
  });
  return {
    limit: hiddenLayerLimit(instance, point, point.rate),
    layers: [prove('weights'), prove('outputs')],
    stated: {},
  };
}

function sharedNeurons(instance: FlowCase, runs: FlowTwice): LayeredLimit | string {
  const limit = sharedNeuronLimit(instance, runs.fine.final.direction!);
  if (typeof limit === 'string') return limit;
  const { data } = instance;
  const weights = layerOptimum(data, limit, 'weights');
  return {
    limit,
    layers: [
      {
        layer: 'weights',
        certificates: [...weights.certificates, ...cheaperHiddenLayer(data, limit.network)],
        stated: LOCAL,
      },
      { ...layerOptimum(data, limit, 'outputs'), stated: GLOBAL },
    ],
    stated: LOCAL,
  };
}

function kinks(instance: FlowCase): LayeredLimit | string {
  const limit = groupsLimit(instance);
  const point = groupsPoint(instance);
  const pair = twoOfOneLabel(instance);
  if (typeof limit === 'string') return limit;
  if (typeof point === 'string') return point;
  if (!pair) return 'no two groups share a label';
  const { data } = instance;
  return {
    limit,
    layers: [
      {
        layer: 'weights',
        certificates: [transferCurve(data, point.network, pair, 'weights')],
        stated: LOCAL,
      },
      { ...layerOptimum(data, point, 'outputs'), stated: GLOBAL },
    ],
    stated: LOCAL,
  };
}

/** Whether every neuron sees every point. */
function allActive({ data, start }: FlowCase): boolean {
  return neuronsOf(start, data.x[0]!.length).every(({ w }) =>
    data.x.every((x) => innerProduct(w, x).sign() > 0),
  );
}

/** Whether y f > 0 at every point. */
function isClassified({ data, start }: FlowCase): boolean {
  const neurons = neuronsOf(start, data.x[0]!.length);
  return data.x.every((x, i) => {
    const output = neurons.reduce((sum, { w, a }) => {
      const z = innerProduct(w, x);
      return z.sign() > 0 ? sum.add(a.mul(z)) : sum;
    }, Rational.ZERO);
    return output.sign() === data.y[i];
  });
}

function layered(instance: FlowCase, runs: FlowTwice): LayeredLimit | string {
  if (instance.model.startsWith('deep-linear')) return deepLinear(instance, runs);
  if (instance.model.startsWith('diagonal')) return diagonal(instance);
  return allActive(instance) ? sharedNeurons(instance, runs) : kinks(instance);
}

function decide(instance: FlowCase, asserted: Asserted): Decision {
  const infeasible = neverSeparates(instance);
  if (infeasible) return infeasible;
  if (instance.model.startsWith('deep-linear')) {
    const collapse = collapseOf(instance);
    if (collapse) return collapse;
  }
  const runs = runsOf(instance);
  const lost = decideLost(runs);
  if (lost) return lost;
  const short = unreached(runs);
  if (short) return undecided(short);
  const found = layered(instance, runs);
  if (typeof found === 'string') return undecided(found);
  const { limit, layers, stated } = found;
  const ofLayer = ({ layer, stated: own }: Layer): Standing => {
    if (asserted === 'every layer global') return GLOBAL;
    return asserted === 'hidden layer not local' && layer === 'weights' ? NOT_LOCAL : own;
  };
  const ofPoint = { 'as stated': stated, 'every layer global': {}, 'hidden layer not local': NOT_LOCAL };
  const proofs = [
    ...layers.map((layer) => decideStanding(layer, ofLayer(layer), layer.layer)),
    decideStanding(limit, { kkt: true, ...ofPoint[asserted] }),
  ];
  // A proof against the assertion needs no rate.
  const refuted = proofs.find(({ outcome }) => outcome === 'refutes');
  return refuted ?? allOf([...proofs, approachOf(instance, limit, runs)]);
}

function approachOf(instance: FlowCase, limit: Limit, runs: FlowTwice): Decision {
  if (instance.model.startsWith('diagonal'))
    return decideDiagonalApproach(limit, diagonalLimit(instance.data, instance.start)!, instance.data);
  return decideTendency('distance', runs, ({ direction }) => limit.distance(direction!), limit.rate);
}

/** V9: with the other layers held at the limit, each layer is an optimum of its own problem, unless neurons are on kinks. */
export const V9: Claim<FlowCase, Asserted> = {
  id: 'V9',
  title: 'one layer at a time',
  source: vardi2022,
  statement:
    'With the other layers held at the limit: in linear nets each layer is a GLOBAL optimum of its own problem. In a two-layer ReLU net whose pre-activations are non-zero at the support vectors each layer is a LOCAL optimum of its own, and the limit one of both together; the output layer is a global one, the hidden layer not always. With pre-activations on the kink the hidden layer need not even be a local optimum (V3).',
  differs:
    'Only pre-activations at support vectors need to be non-zero, and only the hidden layer needs it. That the hidden layer of two equal neurons on (±1, h) is not globally optimal exactly where h² < 1/3 holds for equal shares only. With shares A ≥ ½ and 1 − A it is beaten exactly where A(1 − A) > h²/(1 + h²), by a point each, or A > h²(1 + h²)/(1 − h²)², h² < 1/3, by one neuron on both points and the other on one of them: so not for h = 0.55, A = 0.7.',
  hypotheses: [
    separableData(deepLinearCases(contradicted({ points: [2, 4], dimension: [1, 3] }))),
    {
      id: 'below',
      statement: 'at the start 𝓛 < ℓ(0) for deep linear nets, y f > 0 at every point for ReLU nets',
      holds: (instance) => {
        if (instance.model.startsWith('two-layer')) return isClassified(instance);
        return instance.model.startsWith('diagonal') || startsBelow(instance);
      },
      without: saddleCases(),
    },
    {
      id: 'off-kinks',
      statement: 'in a ReLU net every neuron is active on every point at the start',
      holds: (instance) => !instance.model.startsWith('two-layer') || allActive(instance),
      without: groupCases('shared label', unturned),
    },
  ],
  cases: fc.oneof(
    deepLinearCases(separable({ points: [1, 6], dimension: [1, 4] })),
    V4.cases,
    sharedNeuronCases(),
  ),
  caseSchema: flowCase,
  prediction: 'as stated',
  decide,
  gap: DISTANCE_GAP,
  axes: { points: ['data.x', 'data.y'] },
  smaller: smallerFlows,
  controls: [
    {
      id: 'relu-global',
      statement:
        'the hidden layer said to be globally optimal, two neurons on (±1, h) whose shares let it be beaten, h² < 1/3',
      cases: improvableShares(),
      variant: 'every layer global',
    },
    {
      id: 'kinks-local',
      statement: 'the hidden layer said to be locally optimal with pre-activations on the kink',
      cases: groupCases('shared label'),
      instead: 'hidden layer not local',
    },
  ],
};
