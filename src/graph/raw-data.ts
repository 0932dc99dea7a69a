import type { DType } from "./value.ts";

/**
 * Values as ONNX's raw_data holds them: row-major, little-endian (as every platform of Node is).
 * Floats are rounded to nearest; an own copy.
 */
export function rawData(dtype: DType, data: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(typedArray(dtype, data).buffer);
}

function typedArray(dtype: DType, data: ArrayLike<number>): { readonly buffer: ArrayBuffer } {
  switch (dtype) {
    case "float32":
      return Float32Array.from(data);
    case "float64":
      return Float64Array.from(data);
    case "float16":
      return Uint16Array.from(data, toFloat16Bits);
    case "int32":
      return Int32Array.from(data);
    case "int64":
      return BigInt64Array.from(Array.from(data, BigInt));
    case "uint8":
    case "bool":
      return Uint8Array.from(data);
  }
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** IEEE 754 binary16 bits of `value`, rounded to nearest, ties to even. */
export function toFloat16Bits(value: number): number {
  float[0] = value;
  const word = bits[0]!;
  const sign = (word >>> 16) & 0x8000;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) return sign | 0x7e00;
  // 65520 is halfway between the largest half and the next power of two.
  if (magnitude >= 65520) return sign | 0x7c00;
  // Below the smallest normal half the spacing is constant: 2⁻²⁴.
  if (magnitude < 2 ** -14) return sign | roundToEven(magnitude * 2 ** 24);
  const exponent = Math.floor(Math.log2(Math.fround(magnitude)));
  // A mantissa that rounds up to 1024 carries into the exponent by plain addition.
  return sign | (((exponent + 15) << 10) + roundToEven((magnitude / 2 ** exponent - 1) * 1024));
}

function roundToEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return down + (rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? 1 : 0);
}
