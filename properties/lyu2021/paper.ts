import type { Source } from '../../src/claims/claim.ts';

export const lyu2021: Source = {
  paper: 'lyu2021',
  citation:
    'Lyu, Li, Wang, Arora: Gradient Descent on Two-layer Nets: Margin Maximization and Simplicity Bias, NeurIPS 2021, arXiv 2110.13905',
};
