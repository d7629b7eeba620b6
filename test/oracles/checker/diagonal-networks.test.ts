import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allPlus, below, inputs, labelled, list, positive, row } from './drawn-networks.ts';
import { answer, texts } from './network-certificate.ts';
import {
  diagonalCost,
  diagonalMargins,
  diagonalResidual,
  type Factors,
  least,
} from './second-network-checker.ts';

describe('a certificate of any diagonal network', () => {
  const cases = fc
    .record({ factors: fc.array(row, { minLength: 1, maxLength: 3 }), x: inputs, lambda: list(positive, 3) })
    .map(({ factors, x, lambda }) => ({
      factors,
      data: labelled(x, diagonalMargins(factors, allPlus(x))),
      lambda: lambda.slice(0, x.length),
    }));
  const json = (factors: Factors) => ({ factors: factors.map(texts) });

  it('has the residuals that a second checker finds, and no smaller ones', () => {
    fc.assert(
      fc.property(cases, ({ factors, data, lambda }) => {
        const { epsilonSquared, delta } = diagonalResidual(factors, data, lambda);
        const ask = (epsilon: string, d: string) =>
          answer({ kind: 'diagonal-kkt', epsilonSquared: epsilon, delta: d }, data, json(factors), {
            multipliers: texts(lambda),
          });
        const exact = [String(epsilonSquared), String(delta)] as const;
        if (least(diagonalMargins(factors, data)).sign() <= 0) {
          expect(ask(...exact)).toBe('not-feasible');
          return;
        }
        expect(ask(...exact)).toBe('accepted');
        expect(ask(below(epsilonSquared), exact[1])).toBe('not-stationary');
        expect(ask(exact[0], below(delta))).toBe('not-complementary');
      }),
      { numRuns: 60 },
    );
  });

  it('names a better point exactly where a second checker finds one', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(cases, row, fc.boolean(), ({ factors, data }, other, isFirst) => {
        const better = factors.map((layer, l) =>
          l > 0 || !isFirst ? layer.map((value, j) => value.mul(other[j]!.abs())) : layer,
        );
        const level = least(diagonalMargins(factors, data));
        const found = answer({ kind: 'diagonal-not-global-optimum' }, data, json(factors), {
          better: json(better),
        });
        const isFeasible = level.sign() > 0 && least(diagonalMargins(better, data)).compare(level) >= 0;
        const isCheaper = diagonalCost(better).compare(diagonalCost(factors)) < 0;
        expect(found).toBe(!isFeasible ? 'not-feasible' : isCheaper ? 'accepted' : 'not-optimal');
        seen.add(found);
      }),
      { numRuns: 200 },
    );
    expect(seen).toContain('not-optimal');
  });
});
