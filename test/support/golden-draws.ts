import type { Shape } from "../../src/graph/value.ts";
import type { Modality } from "../../src/frames/frame.ts";

/**
 * Numbers that this file and test/golden/draws.py make alike, bit for bit, from names alone: so no
 * weight and no frame has to be stored, and neither side can hand the other a wrong one.
 */

/** 32-bit FNV-1a of an ASCII word. */
function hashOf(word: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) h = Math.imul(h ^ word.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** `count` numbers in [−1, 1): the finaliser of MurmurHash3 over a Weyl sequence. */
export function drawUniform(name: string, count: number): Float64Array {
  const start = hashOf(name);
  return Float64Array.from({ length: count }, (_, i) => {
    let h = (Math.imul(i, 0x9e3779b9) + start) >>> 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return ((h ^ (h >>> 16)) >>> 0) / 2 ** 31 - 1;
  });
}

const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);

/** A parameter's values: no bias, no shift and no output product is left at zero. */
export function drawWeight(seed: string, name: string, shape: Shape): Float32Array {
  const values = drawUniform(`${seed}/${name}`, sizeOf(shape));
  if (name.endsWith("/weight")) {
    const fanIn = shape.length === 2 ? shape[0]! : sizeOf(shape.slice(1));
    return Float32Array.from(values, (value) => value * Math.sqrt(3 / fanIn));
  }
  const base = name.endsWith("/scale") ? 1 : 0;
  return Float32Array.from(values, (value) => base + 0.2 * value);
}

/** The clip inputs of a step by name: frames of noise [B, H, W, 3], horizons of 0.1 to 0.4 s. */
export function drawBatch(options: {
  readonly seed: string;
  readonly modality: Modality;
  readonly batch: number;
  readonly height: number;
  readonly width: number;
}): ReadonlyMap<string, { readonly shape: Shape; readonly data: Float32Array }> {
  const { seed, modality, batch, height, width } = options;
  const shape = [batch, height, width, 3];
  const frame = (name: string): Float32Array => {
    const values = drawUniform(`${seed}/${name}`, sizeOf(shape)).map((value) => 2 * value);
    if (modality === "lidar") {
      for (let i = 0; i < values.length; i += 3) {
        const mask = values[i + 2]! > -1 ? 1 : 0;
        // Adding zero turns −0 into 0, which is what a real range image has.
        values[i] = values[i]! * mask + 0;
        values[i + 1] = values[i + 1]! * mask + 0;
        values[i + 2] = mask;
      }
    }
    return Float32Array.from(values);
  };
  const horizonS = drawUniform(`${seed}/horizonS`, batch).map((value) => 0.25 + 0.15 * value);
  return new Map([
    ...["previous", "current", "next"].map((name) => [name, { shape, data: frame(name) }] as const),
    ["horizonS", { shape: [batch], data: Float32Array.from(horizonS) }] as const,
  ]);
}
