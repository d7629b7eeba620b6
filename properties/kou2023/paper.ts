import type { Source } from '../../src/claims/claim.ts';

export const kou2023: Source = {
  paper: 'kou2023',
  citation:
    'Kou, Chen, Gu: Implicit Bias of Gradient Descent for Two-layer ReLU and Leaky ReLU Networks on Nearly-orthogonal Data, NeurIPS 2023, arXiv 2310.18935',
};
