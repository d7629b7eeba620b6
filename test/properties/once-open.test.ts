import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { type StoredCase, storedCaseSchema } from '../../src/claims/case-file.ts';
import type { AnyClaim } from '../../src/claims/claim.ts';
import { parseJson } from '../../src/data/json.ts';
import { readText } from '../../src/data/read-text.ts';
import { validate } from '../../src/data/validate.ts';

const FOLDER = fileURLToPath(new URL('./once-open/', import.meta.url));

/** Cases as `verify` stored them when it left them undecided, or refuted a true claim. */
describe('a case that was once left open supports its claim, and one that was refuted wrongly does not refute it', () => {
  it.each(readdirSync(FOLDER))('%s', { timeout: 60_000 }, async (name) => {
    const file = FOLDER + name;
    const {
      claim: id,
      control,
      decision,
      instance,
    } = validate(storedCaseSchema, parseJson(readText(file), file), file) as StoredCase;
    const claim = (catalogue as readonly AnyClaim[]).find((candidate) => candidate.id === id)!;
    expect(control).toBeUndefined();
    expect(decision.outcome).not.toBe('supports');
    const { outcome, ...now } = await claim.decide(claim.caseSchema.parse(instance), claim.prediction);
    expect(
      decision.outcome === 'undecided' ? ['supports'] : ['supports', 'undecided'],
      JSON.stringify(now),
    ).toContain(outcome);
  });
});
