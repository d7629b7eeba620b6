import fc from 'fast-check';
import { z } from 'zod';
import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, undecided } from '../../src/claims/decision.ts';
import { exactNumber, flowCase } from '../../src/claims/exact-schemas.ts';
import type { Label } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { Rational } from '../../src/numbers/rational.ts';
import {
  type ConvolutionCase,
  type Kind,
  kinkCases,
  linearCases,
  reluCases,
  twoExampleCases,
  twoExamplesNearTheBest,
  unturned,
} from './convolution-cases.ts';
import { convolutionLimit, type Pair } from './convolution-limit.ts';
import { decideLimit } from './decide-limit.ts';
import { vardi2022 } from './paper.ts';
import type { Standing } from './standing.ts';

/** What is said of the limits of each kind, and whether the pair of largest σ is said to be the limit. */
interface Asserted {
  readonly standings: Readonly<Record<Kind, Standing>>;
  readonly strongest?: boolean;
}

const GLOBAL: Standing = { kkt: true, local: true, global: true };
const LOCAL_ONLY: Standing = { kkt: true, local: true, global: false };
const NOT_LOCAL: Standing = { kkt: true, local: false };

const STANDINGS: Readonly<Record<Kind, Standing>> = {
  'top pair': GLOBAL,
  'lower pair': NOT_LOCAL,
  'two examples': LOCAL_ONLY,
  'relu top': LOCAL_ONLY,
  'relu lower': NOT_LOCAL,
  'relu kink': NOT_LOCAL,
};

function decide(instance: ConvolutionCase, { standings, strongest }: Asserted): Decision {
  const limit = convolutionLimit(instance, strongest);
  return typeof limit === 'string' ? undecided(limit) : decideLimit(limit, standings[instance.kind]);
}

/** Of the patch that ends on its kink, against the active one: from 9/8 to 2, and from ½ to 7/8. */
export const largerPatch = fc.integer({ min: 9, max: 16 }).map((k) => Rational.of(BigInt(k), 8n));
const smallerPatch = fc.integer({ min: 4, max: 7 }).map((k) => Rational.of(BigInt(k), 8n));

const numbers = z.array(exactNumber);

/** V8: one filter on patches that do not overlap. */
export const V8: Claim<ConvolutionCase, Asserted> = {
  id: 'V8',
  title: 'convolution: singular pairs',
  source: vardi2022,
  statement:
    'For f = Σ_j v_j φ(⟨w, x^(j)⟩). Linear, one example: the limit is the projection of the start on the largest σ of the patch matrix where it is not 0; on the top pair it is global, on a lower pair KKT and not local. Linear, two examples: a strict local optimum that is not global attracts an open set of starts. ReLU, one example: a singular pair of the active patches is local if it is their top pair, though a patch that is not active may make it not global, and not local if it is a lower pair; nor is the limit from an open set of starts local where an orthogonal larger patch ends on its kink.',
  differs:
    'The paper gives the lower pair and the kink. That one example is harmless from generic starts, that two are not, and what decides for the ReLU is ours.',
  hypotheses: [
    {
      id: 'singular-pairs',
      statement: 'what is written with the run are singular pairs of its patches, averaged over the examples',
      holds: (instance) => instance.pairs.every((pair) => isSingularPair(instance, pair)),
    },
    {
      id: 'better-pair',
      statement:
        'two linear examples, and the ReLU near a top pair: they differ, and another pair has larger σ',
      holds: ({ kind, data, pairs }) => {
        if (kind !== 'two examples' && kind !== 'relu top') return true;
        const [own, other] = data.x.map((row, i) =>
          row.map((value) => String(value.mul(sign(data.y[i]!)))).join(),
        );
        return own !== other && pairs.some(({ sigma }) => sigma.compare(pairs[0]!.sigma) > 0);
      },
      without: linearCases('lower pair', unturned).map(oneExampleTwice),
    },
    {
      id: 'correct-start',
      statement: 'y f > 0 at the start on a limit near it (for the ReLU and for two examples)',
      holds: ({ kind, pairs, start }) => kind.endsWith('pair') || overlap(start, pairs[0]!).sign() > 0,
      without: twoExamplesNearTheBest.map((run) => ({ ...run, start: withoutOverlap(run) })),
    },
    {
      id: 'seen-pair',
      statement:
        'one linear example: the start has a part in the top pair, or none there and one in a lower pair, as said',
      holds: ({ kind, pairs, start }) => {
        const [top, ...lower] = pairs.map((pair) => overlap(start, pair).sign() !== 0);
        if (kind === 'lower pair') return !top && lower.includes(true);
        return kind !== 'top pair' || top === true;
      },
      without: linearCases('lower pair', unturned).map((run) => ({ ...run, kind: 'top pair' as const })),
    },
  ],
  cases: fc.oneof(
    linearCases('top pair'),
    linearCases('lower pair'),
    twoExampleCases,
    reluCases('relu top'),
    reluCases('relu lower'),
    kinkCases(largerPatch),
  ),
  caseSchema: flowCase.extend({
    kind: z.enum(['top pair', 'lower pair', 'two examples', 'relu top', 'relu lower', 'relu kink']),
    pairs: z.array(z.strictObject({ left: numbers, right: numbers, sigma: exactNumber, rate: exactNumber })),
  }),
  prediction: { standings: STANDINGS },
  decide,
  controls: [
    {
      id: 'lower-said-to-be-local',
      statement: 'the lower pairs and the kinks said to be local',
      cases: fc.oneof(linearCases('lower pair'), reluCases('relu lower'), kinkCases(largerPatch)),
      variant: {
        standings: {
          ...STANDINGS,
          'lower pair': LOCAL_ONLY,
          'relu lower': LOCAL_ONLY,
          'relu kink': LOCAL_ONLY,
        },
      },
    },
    {
      id: 'local-said-to-be-global',
      statement: 'two examples, and the top pair of the active patches, said to be global',
      cases: fc.oneof(twoExampleCases, reluCases('relu top')),
      variant: { standings: { ...STANDINGS, 'two examples': GLOBAL, 'relu top': GLOBAL } },
    },
    {
      id: 'top-said-not-to-be-local',
      statement: 'the opposite asserted of the top pair',
      cases: linearCases('top pair'),
      variant: { standings: { ...STANDINGS, 'top pair': NOT_LOCAL } },
    },
    {
      id: 'smaller-patch-on-its-kink',
      statement: 'a smaller patch on its kink does not pay: the limit is local',
      cases: kinkCases(smallerPatch),
      instead: { standings: { ...STANDINGS, 'relu kink': { kkt: true, local: true } } },
    },
    {
      id: 'wrong-pair',
      statement: 'the pair of largest σ as the limit of starts without a part in it',
      cases: fc.oneof(linearCases('lower pair'), twoExampleCases, kinkCases(largerPatch)),
      variant: {
        standings: { ...STANDINGS, 'lower pair': GLOBAL, 'two examples': {}, 'relu kink': {} },
        strongest: true,
      },
    },
  ],
};

const sign = (label: Label) => Rational.of(BigInt(label));

/** A lower pair of one example, written as two. */
function oneExampleTwice({ data, pairs: [top, own, ...rest], ...run }: ConvolutionCase): ConvolutionCase {
  return {
    ...run,
    kind: 'two examples',
    data: { name: `${data.name}, twice`, x: [...data.x, ...data.x], y: [...data.y, ...data.y] },
    pairs: [own!, top!, ...rest],
  };
}

/** The start without its overlap with the first pair: w is moved along it. */
function withoutOverlap({ start, pairs }: ConvolutionCase): Rational[] {
  const [first] = pairs as [Pair];
  const size = overlap(start, first);
  return start.map((value, at) => (at < first.left.length ? value.sub(size.mul(first.left[at]!)) : value));
}

/** Whether Σ_j v_j M_j = σw and ⟨w, M_j⟩ = σv_j for unit w, v, over the patches M_j = (1/n)Σ_i y_i x_i^(j) that w sees, and y_i f = σ at every example. */
function isSingularPair({ model, data }: ConvolutionCase, { left, right, sigma }: Pair): boolean {
  const sees = (patch: readonly Rational[]) =>
    !model.startsWith('convolution-relu') || innerProduct(left, patch).sign() > 0;
  const examples = data.x.map((row, i) =>
    right.map((_, j) =>
      row.slice(j * left.length, (j + 1) * left.length).map((value) => value.mul(sign(data.y[i]!))),
    ),
  );
  const count = Rational.of(BigInt(data.y.length));
  const seen = examples.map((patches, i) =>
    patches.map((patch) => {
      const own = patch.map((value) => value.mul(sign(data.y[i]!)));
      return sees(own) ? patch : patch.map(() => Rational.ZERO);
    }),
  );
  const mean = right.map((_, j) =>
    left.map((__, c) => seen.reduce((sum, patches) => sum.add(patches[j]![c]!), Rational.ZERO).div(count)),
  );
  const backward = left.map((_, c) =>
    mean.reduce((sum, patch, j) => sum.add(patch[c]!.mul(right[j]!)), Rational.ZERO),
  );
  const outputs = seen.map((patches) =>
    patches.reduce((sum, patch, j) => sum.add(right[j]!.mul(innerProduct(left, patch))), Rational.ZERO),
  );
  return (
    sigma.sign() > 0 &&
    [left, right].every((side) => innerProduct(side, side).equals(Rational.ONE)) &&
    backward.every((value, c) => value.equals(sigma.mul(left[c]!))) &&
    mean.every((patch, j) => innerProduct(left, patch).equals(sigma.mul(right[j]!))) &&
    outputs.every((value) => value.equals(sigma))
  );
}

/** ⟨start, (left, right)⟩: how much of the pair the start has. */
function overlap(start: readonly Rational[], { left, right }: Pair): Rational {
  return [...left, ...right].reduce((sum, value, at) => sum.add(value.mul(start[at]!)), Rational.ZERO);
}
