import type { SideForces } from './balance.ts';

/** What ends a slide: a force above or below what the kinks can exert, or kinks that repel. */
type ExcessKind = 'above' | 'below' | 'repelling';

/** By how much a force is past one end of a slide; negative before it. */
export function excessOf(
  kind: ExcessKind,
  { plus, minus }: SideForces,
  plane: number,
  force: number,
): number {
  if (kind === 'repelling') return plus[plane]! - minus[plane]!;
  if (kind === 'above') return force - Math.max(plus[plane]!, minus[plane]!);
  return Math.min(plus[plane]!, minus[plane]!) - force;
}

/** By how much a slide is past the end that it is furthest past. */
export function excess(
  forces: SideForces,
  plane: number,
  force: number,
): { amount: number; kind: ExcessKind } {
  const kinds: readonly ExcessKind[] = ['above', 'below', 'repelling'];
  return kinds
    .map((kind) => ({ kind, amount: excessOf(kind, forces, plane, force) }))
    .reduce((most, other) => (other.amount > most.amount ? other : most));
}
