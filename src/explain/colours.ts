/** Blue lowers the answer, red raises it: both are told apart by people who see no red or green. */
const raising = [214, 69, 36] as const;
const lowering = [33, 102, 172] as const;

/**
 * A picture in grey with signed values over it, the stronger the more opaque.
 *
 * Shapes: grey [n] 0–255; values [n], ±1 = fully opaque; returns [n, 3].
 */
export function overlay(grey: Uint8Array, values: Float32Array): Uint8Array {
  const pixels = new Uint8Array(3 * grey.length);
  values.forEach((value, i) => {
    const colour = value >= 0 ? raising : lowering;
    const part = Math.min(1, Math.abs(value)) * 0.85;
    for (let c = 0; c < 3; c++) {
      pixels[3 * i + c] = Math.round(grey[i]! * (1 - part) + colour[c]! * part);
    }
  });
  return pixels;
}

/** The colours as CSS, from fully lowering to fully raising. */
export const legendStops = [
  `rgb(${lowering.join()})`,
  "#e8e8e8",
  `rgb(${raising.join()})`,
] as const;

/**
 * Values spread over their neighbourhood by three box blurs, close to a Gaussian: single pixels say more than
 * gradients know.
 *
 * Shapes: values [height, width]; the same.
 */
export function softened(
  values: Float32Array,
  size: { readonly height: number; readonly width: number; readonly radius: number },
): Float32Array {
  const { height, width, radius } = size;
  let now = values;
  for (let pass = 0; pass < 3; pass++) {
    for (const [step, length, lines] of [
      [1, width, height],
      [width, height, width],
    ] as const) {
      const next = new Float32Array(now.length);
      for (let line = 0; line < lines; line++) {
        const start = step === 1 ? line * width : line;
        for (let i = 0; i < length; i++) {
          let sum = 0;
          for (let k = -radius; k <= radius; k++) {
            sum += now[start + step * Math.min(length - 1, Math.max(0, i + k))]!;
          }
          next[start + step * i] = sum / (2 * radius + 1);
        }
      }
      now = next;
    }
  }
  return now;
}
