import { describe, expect, it } from 'vitest';
import { F5 } from '../../properties/foundations/F5-linear.ts';
import { L1 } from '../../properties/lyu2021/L1-optimum-is-linear.ts';
import { L2 } from '../../properties/lyu2021/L2-small-start-reaches-it.ts';
import { inThisProcess } from '../../src/claims/case-job.ts';
import { type AnyClaim, type Claim, violated } from '../../src/claims/claim.ts';
import { growthSigns } from '../../src/generators/starts.ts';
import type { TwoLayerCase } from '../../src/generators/two-layer-cases.ts';
import { isExactNumber, pathsWhere, valueAt } from '../../src/hunting/exact-json.ts';
import { hunt } from '../../src/hunting/hunt.ts';
import { Rational } from '../../src/numbers/rational.ts';

const seed = Number(process.env['FARKAS_SEED']);
/** A hit takes a second, or (L2) a few; a case in ten refutes there. */
const SECONDS = Number(process.env['FARKAS_HUNT_SECONDS'] ?? 60);
const SECONDS_FOR_TRUE = Number(process.env['FARKAS_HUNT_SECONDS'] ?? 3);
const SHRINK_SECONDS = 25;

/** The claim without one of its hypotheses, on what is drawn where that is dropped. */
function unconditional<Case, Variant>(claim: Claim<Case, Variant>, id: string): Claim<Case, Variant> {
  const dropped = claim.hypotheses.find((hypothesis) => hypothesis.id === id);
  if (!dropped?.without) throw new Error(`expected ${claim.id} to be drawn without "${id}"`);
  return {
    ...claim,
    hypotheses: claim.hypotheses.filter((hypothesis) => hypothesis !== dropped),
    cases: dropped.without,
  };
}

interface Planted {
  readonly name: string;
  readonly claim: AnyClaim;
}

const FALSE: readonly (Planted & { readonly why: RegExp; readonly points: number })[] = [
  {
    name: "L1's value on data that is not symmetric",
    claim: unconditional(L1, 'symmetric'),
    why: /^one neuron, .* has the margin/,
    points: 4,
  },
  {
    name: 'L2 from starts of σ = 10',
    claim: unconditional(L2, 'small-start'),
    why: /^from σ = \S+ the flow ends at 0\.\d+ of the optimum, not at 1\.0/,
    points: 6,
  },
  {
    name: 'F5 with the ℓ∞ separator',
    claim: { ...F5, prediction: 'linf' },
    why: /^at log10 loss \S+ the direction is \S+ from the linf separator/,
    points: 4,
  },
];

/** Every neuron grows, and on the same side of the mean. */
const oneSigned: AnyClaim = {
  ...L2,
  hypotheses: L2.hypotheses.map((hypothesis) =>
    hypothesis.id === 'two-signed'
      ? {
          id: 'one-signed',
          statement: 'a_k + ⟨w_k, μ/‖μ‖⟩ has one sign over the neurons k',
          holds: ({ start, data }: TwoLayerCase) =>
            Math.abs(sum(growthSigns(start, data))) === start.a.length,
        }
      : hypothesis,
  ),
  cases: unconditional(L2, 'two-signed').cases,
  prediction: 'one-neuron optimum',
};

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const TRUE: readonly Planted[] = [
  { name: 'L1', claim: L1 },
  { name: 'L2', claim: L2 },
  { name: 'L2 of one-signed starts, with their own limit', claim: oneSigned },
  { name: 'F5', claim: F5 },
];

const huntFor = (claim: AnyClaim, seconds: number) =>
  hunt(claim, undefined, {
    seed,
    milliseconds: 1000 * seconds,
    shrinkMilliseconds: 1000 * SHRINK_SECONDS,
    execute: inThisProcess([claim]),
    parallel: 1,
  });

describe('planted claims of lyu2021 and of linear models', () => {
  it.each(FALSE)(
    '$name: refuted, and shrunk to what a blackboard holds',
    {
      timeout: 1000 * (SECONDS + 2 * SHRINK_SECONDS),
    },
    async ({ claim, why, points }) => {
      const { hit } = await huntFor(claim, SECONDS);
      expect(hit!.decision.outcome).toBe('refutes');
      expect(hit!.decision.why).toMatch(why);
      const { instance } = hit!;
      const read = claim.caseSchema.parse(instance);
      expect(violated(claim, read)).toEqual([]);
      expect((read as { data: { x: unknown[] } }).data.x.length).toBeLessThanOrEqual(points);
      for (const path of pathsWhere(instance, isExactNumber)) {
        const { num, den } = Rational.parse(valueAt(instance, path) as string);
        expect(Math.max(Math.abs(Number(num)), Number(den)), path.join('.')).toBeLessThanOrEqual(64);
      }
      expect(await claim.decide(read, claim.prediction)).toEqual(hit!.decision);
    },
  );

  it.each(TRUE)('$name: not refuted', { timeout: 60_000 }, async ({ claim }) => {
    const { hit, decided } = await huntFor(claim, SECONDS_FOR_TRUE);
    expect(hit).toBeUndefined();
    expect(decided).toBeGreaterThan(0);
  });
});
