/** A stand-in for the reader's trainer: gradient descent with normalised steps on a two-layer leaky ReLU net. */
export interface Net {
  readonly alpha: number;
  readonly a: readonly number[];
  readonly w: readonly (readonly number[])[];
}

export function train(
  { alpha, a, w }: Net,
  x: readonly (readonly number[])[],
  y: readonly number[],
  { steps, step }: { readonly steps: number; readonly step: number },
): Net {
  let net = { alpha, a: [...a], w: w.map((row) => [...row]) };
  for (let iteration = 0; iteration < steps; iteration++) {
    const z = net.w.map((row) => x.map((point) => row.reduce((sum, value, j) => sum + value * point[j]!, 0)));
    const slope = z.map((row) => row.map((value) => (value > 0 ? 1 : alpha)));
    const margins = x.map(
      (_, i) => y[i]! * net.a.reduce((sum, out, k) => sum + out * slope[k]![i]! * z[k]![i]!, 0),
    );
    const least = Math.min(...margins);
    const weights = margins.map((margin) => Math.exp(least - margin));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const pull = weights.map((weight, i) => (step * y[i]! * weight) / total);
    net = {
      alpha,
      a: net.a.map((out, k) => out + pull.reduce((sum, p, i) => sum + p * slope[k]![i]! * z[k]![i]!, 0)),
      w: net.w.map((row, k) =>
        row.map(
          (value, j) =>
            value + pull.reduce((sum, p, i) => sum + p * net.a[k]! * slope[k]![i]! * x[i]![j]!, 0),
        ),
      ),
    };
  }
  return net;
}
