/** A seeded source of random numbers: same seed, same sequence, on every machine. */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  uniform(): number;
  /** Uniform integer in [0, end). */
  integer(end: number): number;
  /** Standard normal (Box–Muller). */
  normal(): number;
}

/** 32-bit mix of MurmurHash3's finaliser. */
function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** FNV-1a over the UTF-16 code units, so that a stream can be named by a word. */
function hashWord(word: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) h = Math.imul(h ^ word.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/**
 * A generator named by `path`: (seed, "augment", step) always gives the same numbers, whatever was
 * drawn elsewhere before. That is what makes a resumed run equal an uninterrupted one.
 *
 * The sequence is sfc32 (C. Doty-Humphrey, PractRand), seeded by mixing the path and discarding 12.
 */
export function randomFor(seed: number, ...path: readonly (string | number)[]): Random {
  let key = mix(seed ^ 0x9e3779b9);
  for (const part of path) {
    const bits = typeof part === "string" ? hashWord(part) : mix(part) ^ mix(part / 4294967296);
    key = mix(Math.imul(key, 31) ^ bits);
  }
  let a = key;
  let b = mix(key + 0x9e3779b9);
  let c = mix(key ^ 0x85ebca6b);
  let d = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  const uniform = (): number => next() / 4294967296;
  return {
    uniform,
    integer: (end) => Math.floor(uniform() * end),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
