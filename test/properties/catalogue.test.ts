import { describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';

describe('the catalogue', () => {
  it('has claims of different names, each with a control and a source', () => {
    expect(new Set(catalogue.map((claim) => claim.id)).size).toBe(catalogue.length);
    for (const claim of catalogue) {
      expect(claim.controls.length, claim.id).toBeGreaterThan(0);
      expect(claim.source.citation, claim.id).toMatch(/arXiv \d{4}\.\d{5}$/);
    }
  });
});
