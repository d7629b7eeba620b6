import { describe, expect, it } from 'vitest';
import {
  diagonalProblem,
  preciselyOnce,
  preciselyTwice,
  statesOf,
} from '../../../properties/moroshko2020/diagonal-run.ts';
import { excessOf, onePointDepth } from '../../../properties/moroshko2020/excess.ts';
import { losingSupportTable } from '../../../properties/moroshko2020/exhibits/between-regimes.ts';
import { deepLimit } from '../../../properties/moroshko2020/exhibits/deep-limits.ts';
import { onePointExponent } from '../../../properties/moroshko2020/exhibits/loss-needed.ts';
import { facePoint } from '../../../properties/moroshko2020/exhibits/rates.ts';
import { l1Limit } from '../../../properties/moroshko2020/l1-limit.ts';
import { firstMultiplier, peak, vanishing } from '../../../properties/moroshko2020/losing-support.ts';
import { plainData } from '../../../properties/moroshko2020/plain-data.ts';
import { float64 } from '../../../src/numbers/float64.ts';

/** The numbers that the notes on moroshko2020 print, to the digits printed. */

describe('M5: the loss needed for x = (1, 2), α = 1', () => {
  it.each([
    ['0.1', '17.5069702588'],
    ['0.01', '2148.00224352'],
    ['0.001', '216928.354787'],
  ])('excess %s: log10 loss −%s, by closed form and by the trainer', async (excess, printed) => {
    const exponent = onePointExponent(excess);
    const digits = printed.replace('.', '').length;
    expect(Number(exponent).toPrecision(digits)).toBe(printed);
    const data = plainData([[1, 2]]);
    const optimum = await l1Limit(data);
    if (typeof optimum === 'string') throw new Error(optimum);
    const run = preciselyTwice(diagonalProblem(data, 2, 1, -Number(exponent))).fine;
    const found = excessOf(statesOf(run).at(-1)!, optimum.margin);
    expect(Math.abs(found / Number(excess) - 1)).toBeLessThan(1e-8);
  });

  it('is the same in float64 as in 40 digits', () => {
    expect(onePointDepth(float64, [1, 2], 0.001) / Math.LN10 / Number(onePointExponent('0.001'))).toBeCloseTo(
      1,
      11,
    );
  });
});

describe('M4: x = (5, 0), (4, 3)', () => {
  const net = { a: 5, b: 4, c: 3 };

  it('λ₁ peaks at 1/μ = 30.4725 with 0.128666 and vanishes at 402.952', () => {
    expect(peak(net).toFixed(4)).toBe('30.4725');
    expect(firstMultiplier(net, peak(net)).toFixed(6)).toBe('0.128666');
    expect(vanishing(net).toFixed(3)).toBe('402.952');
  });

  it('the flow leaves the minimiser: 11.9 % at 1/μ = 300, 13.6 % at 402.95', () => {
    const table = losingSupportTable();
    const at = (inverseMu: number) => table.find((row) => row.inverseMu === inverseMu)!;
    expect(at(300).flow.map((value) => value.toFixed(6))).toEqual(['0.215045', '0.046606']);
    expect(at(300).minimiser.map((value) => value.toFixed(6))).toEqual(['0.200000', '0.066667']);
    expect((100 * at(300).difference).toFixed(1)).toBe('11.9');
    expect((100 * at(402.95).difference).toFixed(1)).toBe('13.6');
    for (const row of table) expect(row.offPredicted).toBeLessThan(1e-6);
  });
});

describe('M2: what falls', () => {
  it('the gap of the smoothed margin always, the ℓ1 excess not at first', async () => {
    const data = plainData([
      [4, 1, 3],
      [1, 4, 0],
      [6, 5, -2],
    ]);
    const optimum = await l1Limit(data);
    if (typeof optimum === 'string') throw new Error(optimum);
    const states = statesOf(preciselyOnce(diagonalProblem(data, 2, 1, -1e4))).filter(
      ({ depth }) => depth > 0.1,
    );
    const excesses = states.map((state) => excessOf(state, optimum.margin));
    expect(Math.max(...excesses)).toBeGreaterThan(1.3 * excesses[0]!);
    expect(excesses.at(-1)).toBeLessThan(0.1 * excesses[0]!);
    const smoothed = states.map(({ depth, normSquared }) => (depth - Math.log(3)) / normSquared);
    for (let k = 1; k < smoothed.length; k++) expect(smoothed[k]).toBeGreaterThanOrEqual(smoothed[k - 1]!);
  });
});

describe('M2: where the ℓ1 separator is not unique', () => {
  it('z = (1, −4, 4), (3, 2, 3) ends at w₃/w₁ = 2.40994 (2.409945…, cut off)', () => {
    const { predicted, seen } = facePoint();
    expect(Math.floor(predicted * 1e5) / 1e5).toBe(2.40994);
    expect(Math.abs(seen / predicted - 1)).toBeLessThan(2e-5);
  });
});

describe('M6: D = 3, α = 0.05', () => {
  it.each([
    {
      rows: [
        [-3, 1],
        [4, 3],
      ],
      limit: [0, 1],
      optimum: ['-2/13', '7/13'],
    },
    {
      rows: [
        [1, 5],
        [4, -4],
      ],
      limit: [1, 0],
      optimum: ['3/8', '1/8'],
    },
  ])(
    'z = $rows ends at $limit, a certified KKT point, while ℓ1 and ℓ_{2/3} have $optimum',
    async ({ rows, limit, optimum }) => {
      const found = await deepLimit(plainData(rows));
      found.limit.forEach((value, j) => {
        expect(value).toBeCloseTo(limit[j]!, 10);
      });
      expect(found.global).toEqual(optimum);
      expect(found.isL1 || found.isGlobal).toBe(false);
      expect(found.certificate).not.toBeNull();
    },
  );
});
