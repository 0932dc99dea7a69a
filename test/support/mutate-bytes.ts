import type { Random } from "../../src/core/random.ts";

/** Numbers that lengths and counts are tried with. */
const extremes = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

/** `bytes` with one to six damages: bits, numbers, cuts, holes, repetitions, noise. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let result = Uint8Array.from(bytes);
  const damages = 1 + random.integer(6);
  for (let i = 0; i < damages && result.length > 0; i++) {
    const at = random.integer(result.length);
    const length = 1 + random.integer(Math.min(64, result.length - at));
    const kind = random.integer(7);
    if (kind === 0) result[at]! ^= 1 << random.integer(8);
    else if (kind === 1) result[at] = random.integer(256);
    else if (kind === 2 && at + 4 <= result.length) {
      const value = extremes[random.integer(extremes.length)]!;
      new DataView(result.buffer).setUint32(at, value, random.integer(2) === 0);
    } else if (kind === 3) result = result.slice(0, at);
    else if (kind === 4) result = joined(result.subarray(0, at), result.subarray(at + length));
    else if (kind === 5) {
      result = joined(result.subarray(0, at + length), result.subarray(at));
    } else for (let j = at; j < at + length; j++) result[j] = random.integer(256);
  }
  return result;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
