/** The typed arrays that the trainer works on. */
const KINDS = ['Float64Array', 'Int8Array', 'Uint8Array', 'Int32Array', 'Uint32Array'] as const;

interface TypedArrayLike {
  readonly length: number;
  [index: number]: number;
}

/** Whether a key names an entry: "0", "7", and also "-1", "1.5" or "NaN", which no array has. */
function isEntry(key: string | symbol): key is string {
  return typeof key === 'string' && (key === 'undefined' || String(Number(key)) === key);
}

/** The array, but what is no entry of it can neither be read nor written: a typed array reads undefined, and writes nothing. */
function guarded<A extends TypedArrayLike>(array: A): A {
  const check = (key: string, verb: string) => {
    if (!(key in array)) throw new RangeError(`${verb} entry ${key} of ${array.length}`);
  };
  const wrapper: A = new Proxy(array, {
    get(target, key) {
      if (isEntry(key)) check(key, 'reads');
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        const result: unknown = Reflect.apply(member, target, given);
        if (result === target) return wrapper;
        return ArrayBuffer.isView(result) ? guarded(result as unknown as TypedArrayLike) : result;
      };
    },
    set(target, key, value) {
      if (isEntry(key)) check(key, 'writes');
      return Reflect.set(target, key, value, target);
    },
  });
  return wrapper;
}

/** A constructor of arrays that makes guarded ones. */
function guardedKind<K extends (typeof globalThis)[(typeof KINDS)[number]]>(kind: K): K {
  const wrap = (made: unknown) => guarded(made as TypedArrayLike);
  return new Proxy(kind, {
    construct: (target, given) => wrap(Reflect.construct(target, given)),
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (key !== 'from' && key !== 'of') return member;
      return (...given: unknown[]) => wrap(Reflect.apply(member as () => unknown, target, given));
    },
  });
}

/** Runs an action, in which every typed array that is made throws where an entry is used that it does not have. */
export function withGuardedArrays<R>(action: () => R): R {
  const plain = KINDS.map((name) => [name, globalThis[name]] as const);
  for (const [name, kind] of plain) Object.assign(globalThis, { [name]: guardedKind(kind) });
  try {
    return action();
  } finally {
    Object.assign(globalThis, Object.fromEntries(plain));
  }
}
