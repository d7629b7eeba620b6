import type { Source } from '../../src/claims/claim.ts';

export const moroshko2020: Source = {
  paper: 'moroshko2020',
  citation:
    'Moroshko, Gunasekar, Woodworth, Lee, Srebro, Soudry: Implicit Bias in Deep Linear Classification: Initialization Scale vs Training Accuracy, NeurIPS 2020, arXiv 2007.06738',
};
