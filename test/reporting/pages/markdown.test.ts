import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { powerOfTen } from '../../../src/reporting/pages/markdown.ts';

describe('powers of ten', () => {
  it('are written with their exponent', () => {
    fc.assert(
      fc.property(fc.integer({ min: -300, max: 300 }), fc.constantFrom('', '-'), (exponent, sign) => {
        const text = powerOfTen(Number(`${sign}1e${exponent}`)).normalize('NFKD');
        expect(text).toBe(`${sign.replace('-', '−')}10${String(exponent).replace('-', '−')}`);
      }),
    );
  });

  it.each([0, 2e9, 9.999e8, Number.NaN, Number.POSITIVE_INFINITY])('%d is none', (value) => {
    expect(() => powerOfTen(value)).toThrow(`expected a power of ten, found ${value}`);
  });
});
