import { describe, expect, it } from 'vitest';
import { V5 } from '../../properties/vardi2022/V5-live-coordinates.ts';
import { V6 } from '../../properties/vardi2022/V6-diagonal-relu.ts';
import { V7 } from '../../properties/vardi2022/V7-deep-diagonal.ts';
import { inThisProcess } from '../../src/claims/case-job.ts';
import { type AnyClaim, type Claim, violated } from '../../src/claims/claim.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { hunt } from '../../src/hunting/hunt.ts';
import { Rational } from '../../src/numbers/rational.ts';

const seed = Number(process.env['FARKAS_SEED']);
const SECONDS = Number(process.env['FARKAS_HUNT_SECONDS'] ?? 3);
/** A hunt ends with its first hit, which a busy machine may take longer to find. */
const MOST_SECONDS = 20;
/** Shrinking ends by itself, mostly within three seconds; a busy machine takes longer. */
const SHRINK_SECONDS = 25;

/** The claim without one of its hypotheses, on what is drawn where that is dropped. */
function unconditional<Variant>(claim: Claim<FlowCase, Variant>, id: string): Claim<FlowCase, Variant> {
  const dropped = claim.hypotheses.find((hypothesis) => hypothesis.id === id);
  if (!dropped?.without) throw new Error(`expected ${claim.id} to be drawn without "${id}"`);
  return {
    ...claim,
    hypotheses: claim.hypotheses.filter((hypothesis) => hypothesis !== dropped),
    cases: dropped.without,
  };
}

const GLOBAL = { kkt: true, local: true, global: true };
const LOCAL = { kkt: true, local: true };

const FALSE: readonly { readonly name: string; readonly claim: AnyClaim; readonly why: RegExp }[] = [
  {
    name: 'V5 without its nonzero condition',
    claim: unconditional(V5, 'alive'),
    why: /^the limit is not a local optimum/,
  },
  {
    name: 'V6 said to be global',
    claim: { ...V6, prediction: { ...V6.prediction, standing: GLOBAL } },
    why: /^the limit is not a global optimum/,
  },
  {
    name: 'V7 said to be local',
    claim: { ...V7, prediction: { onRay: LOCAL, offRay: LOCAL } },
    why: /^the limit is not a local optimum/,
  },
];

const TRUE: readonly { readonly name: string; readonly claim: AnyClaim }[] = [
  { name: 'V5', claim: V5 },
  { name: 'V6, said to be local only', claim: { ...V6, prediction: { ...V6.prediction, standing: LOCAL } } },
  { name: 'V7', claim: V7 },
];

const huntFor = (claim: AnyClaim, budget: number) =>
  hunt(claim, undefined, {
    seed,
    milliseconds: 1000 * budget,
    shrinkMilliseconds: 1000 * SHRINK_SECONDS,
    execute: inThisProcess([claim]),
    parallel: 1,
  });

describe('planted claims of vardi2022', () => {
  it.each(FALSE)(
    '$name: refuted, and shrunk to what a blackboard holds',
    async ({ claim, why }) => {
      const { hit } = await huntFor(claim, MOST_SECONDS);
      expect(hit!.decision).toMatchObject({ outcome: 'refutes', evidence: 'proved' });
      expect(hit!.decision.why).toMatch(why);
      const instance = claim.caseSchema.parse(hit!.instance) as FlowCase;
      expect(violated(claim, instance)).toEqual([]);
      expect(instance.data.x.length).toBeLessThanOrEqual(4);
      for (const { num, den } of [...instance.data.x.flat(), ...instance.start]) {
        expect(Rational.of(num).abs().toNumber()).toBeLessThanOrEqual(64);
        expect(Rational.of(den).toNumber()).toBeLessThanOrEqual(64);
      }
      expect(await claim.decide(instance, claim.prediction)).toMatchObject({ outcome: 'refutes' });
    },
    60_000,
  );

  it.each(TRUE)('$name: not refuted', async ({ claim }) => {
    const { hit, decided } = await huntFor(claim, SECONDS);
    expect(hit).toBeUndefined();
    expect(decided).toBeGreaterThan(0);
  });
});
