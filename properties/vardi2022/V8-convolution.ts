import fc from 'fast-check';
import { z } from 'zod';
import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, undecided } from '../../src/claims/decision.ts';
import { exactNumber, flowCase } from '../../src/claims/exact-schemas.ts';
import { Rational } from '../../src/numbers/rational.ts';
import {
  type ConvolutionCase,
  type Kind,
  kinkCases,
  linearCases,
  reluCases,
  twoExampleCases,
} from './convolution-cases.ts';
import { convolutionLimit } from './convolution-limit.ts';
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
      id: 'correct-start',
      statement: 'y f > 0 at the start on a limit near it (for the ReLU and for two examples)',
      holds: ({ kind, pairs, start }) => kind.endsWith('pair') || overlap(start, pairs[0]!).sign() > 0,
    },
    {
      id: 'seen-pair',
      statement: 'the start has a part in a singular pair',
      holds: ({ pairs, start }) => pairs.some((pair) => overlap(start, pair).sign() !== 0),
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

/** ⟨start, (left, right)⟩: how much of the pair the start has. */
function overlap(start: readonly Rational[], { left, right }: ConvolutionCase['pairs'][number]): Rational {
  return [...left, ...right].reduce((sum, value, at) => sum.add(value.mul(start[at]!)), Rational.ZERO);
}
