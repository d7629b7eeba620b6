import type { Source } from '../../src/claims/claim.ts';

const from = (citation: string): Source => ({ paper: 'foundations', citation });

export const soudry2018 = from(
  'Soudry, Hoffer, Nacson, Gunasekar, Srebro: The Implicit Bias of Gradient Descent on Separable Data, JMLR 2018, arXiv 1710.10345',
);
export const lyuLi2020 = from(
  'Lyu, Li: Gradient Descent Maximizes the Margin of Homogeneous Neural Networks, ICLR 2020, arXiv 1906.05890',
);
export const jiTelgarsky2020 = from(
  'Ji, Telgarsky: Directional Convergence and Alignment in Deep Learning, NeurIPS 2020, arXiv 2006.06657',
);
