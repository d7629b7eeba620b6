import { describe, expect, it } from 'vitest';
import { ablationPage } from '../../../src/reporting/pages/ablation-page.ts';
import type { AblationCell } from '../../../src/reporting/pages/ablation-report.ts';

const cell = { claim: 'C1', statement: 'x > 0', decided: 7, undecided: 0, seconds: 1 };
const cells: AblationCell[] = [
  { ...cell, hypothesis: 'small' },
  { ...cell, hypothesis: 'separable', undecided: 7 },
  { ...cell, hypothesis: 'fixed', decided: 0, notHunted: 'the claim draws no cases that miss it' },
  {
    ...cell,
    hypothesis: 'positive',
    counterexample: { why: 'x = −1 does', evidence: 'proved', file: 'c1.json', shown: '{ "x": -1 }' },
  },
];
const page = ablationPage({ format: 'farkas/ablation@1', seed: 1, budget: 5, versions: {}, cells });

describe('the page of dropped hypotheses', () => {
  it('tells what was not found from what was not looked for', () => {
    expect(page).toMatch(/\| C1 \| small \| none found \| 7 \|/);
    expect(page).toMatch(/\| C1 \| separable \| left open: no case was decided \| 7 \|/);
    expect(page).toMatch(/\| C1 \| fixed \| not hunted: the claim draws no cases that miss it \| 0 \|/);
    expect(page).toContain('1 of 4 hypotheses are needed, 1 not hunted.');
  });

  it('names files by where they are from the page, wherever that is', () => {
    expect(page).toContain('[exact JSON](counterexamples/c1.json): `farkas replay counterexamples/c1.json`');
    expect(page).not.toContain('reports/');
  });
});
