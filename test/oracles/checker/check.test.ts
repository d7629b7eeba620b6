import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';

/** Two points on a line at 1/2 and −1/2: w = 2, margin² = 1/4. */
const margin = {
  format: 'farkas/certificate@1',
  claim: { kind: 'l2-margin', marginSquared: '1/4' },
  data: { x: [['1'], ['-1']], denominator: '2', y: [1, -1] },
  solution: { w: ['2'] },
  derivation: { combination: [{ point: 0, weight: '4' }] },
};

describe('checkCertificate', () => {
  it('accepts a margin certificate, as value and as text, and returns its claim', () => {
    expect(checkCertificate(margin)).toEqual({ accepted: true, claim: margin.claim });
    expect(checkCertificate(JSON.stringify(margin))).toEqual({ accepted: true, claim: margin.claim });
  });

  it('accepts the two-layer margin of the same data: ((1+α)/4)²/4', () => {
    const claim = { kind: 'two-layer-symmetric', alpha: '1/2', marginSquared: '9/256' };
    const derivation = { pairs: [{ point: 0, mirror: 1, weight: '2' }] };
    expect(checkCertificate({ ...margin, claim, derivation })).toMatchObject({ accepted: true });
  });

  it('accepts that a point with both labels cannot be separated', () => {
    const certificate = {
      format: 'farkas/certificate@1',
      claim: { kind: 'infeasible' },
      data: {
        x: [
          ['1', '2'],
          ['1', '2'],
        ],
        denominator: '1',
        y: [1, -1],
      },
      solution: {},
      derivation: {
        combination: [
          { point: 0, weight: '1/3' },
          { point: 1, weight: '1/3' },
        ],
      },
    };
    expect(checkCertificate(certificate)).toMatchObject({ accepted: true });
  });

  it('names the kinds it knows when asked for another', () => {
    const claim = { kind: 'l3-margin' };
    expect(checkCertificate({ ...margin, claim })).toMatchObject({
      code: 'unknown-kind',
      path: 'claim.kind',
      message: expect.stringMatching(/expected one of .*, kkt, .*, l2-margin, .*, two-layer-margin/),
    });
  });
});
