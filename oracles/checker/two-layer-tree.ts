/** The branch-and-bound tree of "two-layer-margin": that its leaves cover ‖w‖ ≤ 1 and each proves F ≤ 1. */
import type { Entry } from './reading.ts';
import type { BoundProof, Region } from './two-layer-bound.ts';

/**
 * Checks that F(w) = sign·Σ λ_i y_i φ(⟨w,x_i⟩) ≤ 1 for all ‖w‖ ≤ 1. The nodes come in preorder, so a walk with the list
 * of regions still to be covered needs no recursion; a branch splits an interval that has 0 inside, so at
 * most n regions wait.
 */
export function checkTree(tree: Entry, proof: BoundProof, sign: bigint): void {
  const open: Region[] = [proof.start()];
  const nodes = tree.list(1);
  for (const node of nodes) {
    const region = open.pop();
    if (!region) throw node.reject('wrong-tree', 'expected no node after every region is covered');
    proof.charge(node);
    const step = node.field('step').text();
    if (step === 'branch') open.push(...branch(node, region));
    else if (step === 'tighten') {
      tighten(node, region, proof, sign);
      if (region.low.every((low, i) => low <= region.high[i]!)) open.push(region);
    } else if (step === 'leaf') {
      const { slopes } = node.fields('step', 'slopes');
      if (!proof.isEmpty(proof.cut(slopes, sign, region)))
        node.reject('bound-not-proved', 'expected slopes that prove F <= 1 on the region of this leaf');
    } else node.field('step').reject('out-of-range', 'expected branch, tighten or leaf');
  }
  if (open.length > 0) tree.reject('wrong-tree', `expected nodes for ${open.length} more regions`);
}

/** The half ⟨w,x_i⟩ ≤ 0, then the half ⟨w,x_i⟩ ≥ 0, which is popped first. */
function branch(node: Entry, { low, high }: Region): [Region, Region] {
  const { point } = node.fields('step', 'point');
  const i = point.integer(0, low.length - 1);
  if (low[i]! >= 0n || high[i]! <= 0n)
    point.reject('wrong-tree', 'expected a point whose sign is open in this region');
  return [
    { low: [...low], high: high.with(i, 0n) },
    { low: low.with(i, 0n), high },
  ];
}

/** Narrows intervals one after another, in place; later bounds may use earlier ones. */
function tighten(node: Entry, region: Region, proof: BoundProof, sign: bigint): void {
  const { slopes, bounds } = node.fields('step', 'slopes', 'bounds');
  const cut = proof.cut(slopes, sign, region);
  const last = region.low.length - 1;
  for (const entry of bounds.list(1)) {
    proof.charge(entry);
    const { point, side, bound, cutWeight, terms } = entry.fields(
      'point',
      'side',
      'bound',
      'cutWeight',
      'terms',
    );
    const i = point.integer(0, last);
    const direction = BigInt(side.integer(-1, 1));
    if (direction === 0n) side.reject('out-of-range', 'expected a side 1 or -1, found 0');
    const weight = cutWeight.bigint();
    if (weight < 0n) cutWeight.reject('negative-multiplier', 'expected a weight of at least 0');
    const value = bound.bigint();
    const combination = terms.list(0, last + 1).map((term) => {
      const parts = term.fields('point', 'weight');
      return { point: parts.point.integer(0, last), weight: parts.weight.bigint() };
    });
    if (!proof.isBounded(region, cut, weight, combination, i, direction, value))
      bound.reject('bound-not-proved', 'expected a bound that the terms prove');
    if (direction > 0n && value < region.high[i]!) region.high[i] = value;
    if (direction < 0n && -value > region.low[i]!) region.low[i] = -value;
  }
}
