/**
 * A stiffly accurate diagonally implicit Runge–Kutta method with an explicit first stage, as data.
 * Stage i is Y_i = y + h Σ_{j<i} a_ij f(Y_j) + hγ f(Y_i); the last stage is the new value.
 */
export interface ImplicitTableau {
  readonly name: string;
  readonly order: number;
  /** The diagonal entry of every stage but the first. */
  readonly gamma: number;
  /** a[i] holds a_i0 … a_{i,i−1}; the first row is empty. */
  readonly a: readonly (readonly number[])[];
  /** Abscissae. */
  readonly c: readonly number[];
  /** Weights of the solution minus weights of the embedded one, a lower order estimate. */
  readonly errorWeights: readonly number[];
}

const gamma = 1767732205903 / 4055673282236;
const weights = [
  1471266399579 / 7840856788654,
  -4482444167858 / 7529755066697,
  11266239266428 / 11593286722821,
  gamma,
];
const embedded = [
  2756255671327 / 12835298489170,
  -10771552573575 / 22201958757719,
  9247589265047 / 10645013368117,
  2193209047091 / 5459859503100,
];

/**
 * ESDIRK3(2)4L[2]SA: order 3, L-stable, stiffly accurate, stage order 2. The implicit half of ARK3(2)4L[2]SA in
 * Kennedy and Carpenter, Additive Runge–Kutta schemes for convection–diffusion–reaction equations, Applied
 * Numerical Mathematics 44 (2003) 139–181.
 */
export const esdirk3: ImplicitTableau = {
  name: 'ESDIRK3(2)4L[2]SA',
  order: 3,
  gamma,
  a: [[], [gamma], [2746238789719 / 10658868560708, -640167445237 / 6845629431997], weights.slice(0, 3)],
  c: [0, 2 * gamma, 3 / 5, 1],
  errorWeights: weights.map((weight, i) => weight - embedded[i]),
};
