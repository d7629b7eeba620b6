import { describe, it } from 'vitest';
import { L2 } from '../../../properties/lyu2021/L2-small-start-reaches-it.ts';
import { losesASign } from '../../../properties/lyu2021/lost-sign.ts';
import { violated } from '../../../src/claims/claim.ts';
import type { TwoLayerCase } from '../../../src/generators/two-layer-cases.ts';
import { alwaysValid, sameSeedSameValue } from '../../generators/laws.ts';

describe('starts that lose a sign', () => {
  it('miss no hypothesis but that σ is small, at every draw and at every shrink', () =>
    alwaysValid<TwoLayerCase>(losesASign(), (instance) => String(violated(L2, instance)) === 'small-start'));

  it('are a function of the seed', () => sameSeedSameValue<TwoLayerCase>(losesASign()));
});
