import { dot } from './orthogonal-factor.ts';

/**
 * One-sided Jacobi (Hestenes 1958): rotates the columns of J, in place, until they are orthogonal, so that J·V = U·Σ. Accurate to
 * rounding relative to each column, also where J is singular.
 * @returns V, column by column.
 */
export function orthogonalise(columns: readonly Float64Array[]): Float64Array[] {
  const directions = columns.map((_, j) => {
    const unit = new Float64Array(columns.length);
    unit[j] = 1;
    return unit;
  });
  // Convergence is quadratic once rotations are small; 30 sweeps are three times what 100 columns need.
  for (let sweep = 0; sweep < 30 && rotateAll(columns, directions); sweep++);
  return directions;
}

/** One sweep over all pairs of columns; whether any was not yet orthogonal. */
function rotateAll(columns: readonly Float64Array[], directions: readonly Float64Array[]): boolean {
  let rotated = false;
  for (let p = 0; p < columns.length; p++)
    for (let q = p + 1; q < columns.length; q++) {
      const [a, b] = [columns[p]!, columns[q]!];
      const [alpha, beta, gamma] = [dot(a, a), dot(b, b), dot(a, b)];
      if (Math.abs(gamma) <= 1e-15 * Math.sqrt(alpha * beta)) continue;
      rotated = true;
      const zeta = (beta - alpha) / (2 * gamma);
      const tangent = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.hypot(1, zeta));
      const cosine = 1 / Math.hypot(1, tangent);
      rotate(a, b, cosine, cosine * tangent);
      rotate(directions[p]!, directions[q]!, cosine, cosine * tangent);
    }
  return rotated;
}

function rotate(a: Float64Array, b: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < a.length; i++) {
    const [first, second] = [a[i]!, b[i]!];
    a[i] = cosine * first - sine * second;
    b[i] = sine * first + cosine * second;
  }
}
