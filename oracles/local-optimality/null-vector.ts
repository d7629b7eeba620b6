import { Rational } from '../../src/numbers/rational.ts';

/** A vector d ≠ 0 of the given length with ⟨row, d⟩ = 0 for every row, exactly; null when the rows span everything. */
export function nullVector(rows: readonly (readonly Rational[])[], length: number): Rational[] | null {
  let rest = rows.map((row) => [...row]);
  const pivots: { column: number; row: Rational[] }[] = [];
  for (let column = 0; column < length; column++) {
    const found = rest.find((row) => row[column]!.sign() !== 0);
    if (!found) continue;
    const row = found.map((value) => value.div(found[column]!));
    const without = (other: Rational[]) => other.map((value, j) => value.sub(other[column]!.mul(row[j]!)));
    rest = rest.filter((other) => other !== found).map(without);
    for (const pivot of pivots) pivot.row = without(pivot.row);
    pivots.push({ column, row });
  }
  const free = Array.from({ length }, (_, j) => j).find((j) => pivots.every(({ column }) => column !== j));
  if (free === undefined) return null;
  const d = new Array<Rational>(length).fill(Rational.ZERO);
  d[free] = Rational.ONE;
  for (const { column, row } of pivots) d[column] = row[free]!.neg();
  return d;
}
