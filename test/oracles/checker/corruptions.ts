/** Corruptions of JSON values: every place of a certificate, each way of spoiling it. */

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type Path = readonly (string | number)[];

/** Every place in a value, from the whole to the leaves. */
export function places(value: Json, path: Path = []): { path: Path; value: Json }[] {
  const inner =
    typeof value !== 'object' || value === null
      ? []
      : Array.isArray(value)
        ? value.flatMap((item, i) => places(item, [...path, i]))
        : Object.entries(value).flatMap(([name, item]) => places(item, [...path, name]));
  return [{ path, value }, ...inner];
}

/** A copy in which a place holds what `change` makes of it; undefined removes it. */
export function changed(value: Json, path: Path, change: (old: Json) => Json | undefined): Json {
  if (path.length === 0) return change(structuredClone(value)) ?? null;
  const copy = structuredClone(value);
  let holder = copy as Record<string | number, Json>;
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string | number, Json>;
  const key = path.at(-1)!;
  const replacement = change(holder[key]!);
  if (replacement !== undefined) holder[key] = replacement;
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
  return copy;
}

/** "derivation.combination[3].weight", as the checker writes it. */
export function pathText(path: Path): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}
