/** Small measures of vectors in float64. */

export function largest(v: ArrayLike<number>): number {
  let most = 0;
  for (let j = 0; j < v.length; j++) most = Math.max(most, Math.abs(v[j]!));
  return most;
}

export function l1Norm(v: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < v.length; j++) sum += Math.abs(v[j]!);
  return sum;
}

/** max |a_j − b_j|. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0;
  for (let j = 0; j < a.length; j++) most = Math.max(most, Math.abs(a[j]! - b[j]!));
  return most;
}

/** ‖a/‖a‖ − b/‖b‖‖ in ℓ2. */
export function angleBetween(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [sizeA, sizeB] = [Math.hypot(...Array.from(a)), Math.hypot(...Array.from(b))];
  return Math.hypot(...Array.from(a, (value, j) => value / sizeA - b[j]! / sizeB));
}
