import type { Dataset } from './dataset.ts';

/**
 * Two points that share a kink hyperplane ⟨w, x⟩ = 0 while a neuron's slopes at them are coupled: one is a negative
 * multiple of the other, or they are positive multiples of different label. Undefined if there are none.
 *
 * At x and −x the slopes are (s, 1+α−s), not any pair in [α,1]², so an integrator that slides with independent
 * slopes would follow another flow there.
 */
export function coupledPoints(data: Dataset): readonly [number, number] | undefined {
  const seen = new Map<string, { readonly point: number; readonly side: string }>();
  for (const [i, row] of data.x.entries()) {
    const lead = row.find((value) => value.sign() !== 0);
    if (!lead) continue;
    const line = row.map((value) => value.div(lead)).join(',');
    const side = `${lead.sign()},${data.y[i]}`;
    const other = seen.get(line);
    if (other && other.side !== side) return [other.point, i];
    seen.set(line, { point: i, side });
  }
  return undefined;
}
