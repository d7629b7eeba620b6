import type { Json } from './exact-json.ts';

/** A case that does not refute, and how near it comes. */
export interface NearMiss {
  readonly instance: Json;
  readonly gap: number;
}

/** The nearest misses seen so far, nearest first; equal cases are kept once. */
export class NearMisses {
  private readonly most: number;
  private kept: NearMiss[];

  constructor(most: number, kept: readonly NearMiss[] = []) {
    this.most = most;
    this.kept = [...kept];
  }

  get all(): readonly NearMiss[] {
    return this.kept;
  }

  get best(): NearMiss | undefined {
    return this.kept[0];
  }

  add(miss: NearMiss): void {
    const last = this.kept.at(-1);
    if (this.kept.length >= this.most && last && miss.gap <= last.gap) return;
    const text = JSON.stringify(miss.instance);
    if (this.kept.some(({ instance }) => JSON.stringify(instance) === text)) return;
    this.kept = [...this.kept, miss].sort((a, b) => b.gap - a.gap).slice(0, this.most);
  }
}
