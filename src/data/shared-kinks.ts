import type { Dataset } from './dataset.ts';

/**
 * Two points of different label on one line through the origin: mirror images (x, y) and (−x, −y), above all. Undefined
 * if there are none.
 *
 * Such points share a kink hyperplane ⟨w, x⟩ = 0, and a neuron's slopes there are coupled: at x and −x they are
 * (s, 1+α−s), not any pair in [α,1]². Where the labels differ, independent slopes give a wider range of forces than
 * Clarke's subdifferential of the loss, so an integrator that slides with them follows another flow. Where they agree, the
 * two ranges are the same.
 */
export function coupledPoints(data: Dataset): readonly [number, number] | undefined {
  const seen = new Map<string, number>();
  for (const [i, row] of data.x.entries()) {
    const lead = row.find((value) => value.sign() !== 0);
    if (!lead) continue;
    const line = row.map((value) => value.div(lead)).join(',');
    const other = seen.get(line);
    if (other !== undefined && data.y[other] !== data.y[i]) return [other, i];
    seen.set(line, i);
  }
  return undefined;
}
