import type { Source } from '../../src/claims/claim.ts';

export const vardi2022: Source = {
  paper: 'vardi2022',
  citation:
    'Vardi, Shamir, Srebro: On Margin Maximization in Linear and ReLU Networks, NeurIPS 2022, arXiv 2110.02732',
};
