/**
 * Starts θ(0) = scale·θ̄ with θ̄ standard Gaussian, from a seed.
 *
 * The uniform generator is SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) and the normal one the polar method of
 * Marsaglia: the same seed gives the same start on every machine, since only +, ×, √ and log are used.
 */
export function gaussianStart(parameterCount: number, scale: number, seed: number): Float64Array {
  const uniform = splitMix64(seed);
  const start = new Float64Array(parameterCount);
  for (let j = 0; j < parameterCount; j += 2) {
    let u: number;
    let v: number;
    let square: number;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      square = u * u + v * v;
    } while (square >= 1 || square === 0);
    const factor = scale * Math.sqrt((-2 * Math.log(square)) / square);
    start[j] = u * factor;
    if (j + 1 < parameterCount) start[j + 1] = v * factor;
  }
  return start;
}

/** Uniform doubles in [0, 1) with 53 random bits. */
export function splitMix64(seed: number): () => number {
  let state = BigInt.asUintN(64, BigInt(Math.trunc(seed)));
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    z ^= z >> 31n;
    return Number(z >> 11n) * 2 ** -53;
  };
}
