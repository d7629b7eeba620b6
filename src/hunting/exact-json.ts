/** Exact JSON: the value of a case as `JSON.stringify` writes it, exact numbers as text "p/q". */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Keys and indices from the root to a value. */
export type Path = readonly (string | number)[];

const EXACT_NUMBER = /^-?\d+(?:\/\d+)?$/;

/** Paths of all values that a test accepts, in reading order. */
export function pathsWhere(json: Json, accepts: (value: Json) => boolean, at: Path = []): Path[] {
  const here = accepts(json) ? [at] : [];
  if (json === null || typeof json !== 'object') return here;
  const entries = Array.isArray(json) ? [...json.entries()] : Object.entries(json);
  return [...here, ...entries.flatMap(([key, value]) => pathsWhere(value as Json, accepts, [...at, key]))];
}

export function isExactNumber(value: Json): value is string {
  return typeof value === 'string' && EXACT_NUMBER.test(value);
}

/** Plus or minus one: a class label. */
export function isLabel(value: Json): value is 1 | -1 {
  return value === 1 || value === -1;
}

export function valueAt(json: Json, path: Path): Json | undefined {
  let value: Json | undefined = json;
  for (const key of path) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as { [key: string | number]: Json })[key];
  }
  return value;
}

/** A copy with the value at a path replaced. */
export function replaced(json: Json, path: Path, change: (value: Json) => Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return change(json);
  if (Array.isArray(json))
    return json.map((value: Json, index) => (index === key ? replaced(value, rest, change) : value));
  const object = json as { readonly [key: string]: Json };
  return { ...object, [key]: replaced(object[key]!, rest, change) };
}

/** Paths that a dotted pattern such as "start.w.*" stands for. */
export function pathsMatching(json: Json, pattern: string): Path[] {
  let found: { path: Path; value: Json }[] = [{ path: [], value: json }];
  for (const key of pattern.split('.'))
    found = found.flatMap(({ path, value }) => {
      if (key === '*')
        return Array.isArray(value)
          ? value.map((item: Json, index) => ({ path: [...path, index], value: item }))
          : [];
      const next = valueAt(value, [key]);
      return next === undefined ? [] : [{ path: [...path, key], value: next }];
    });
  return found.map(({ path }) => path);
}
