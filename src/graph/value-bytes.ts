import { elementCount } from "./shape.ts";
import type { DType, Value } from "./value.ts";

const bytesOf: Readonly<Record<DType, number>> = {
  float64: 8,
  int64: 8,
  float32: 4,
  int32: 4,
  float16: 2,
  uint8: 1,
  bool: 1,
};

/** Bytes that a tensor of this dtype and shape takes. */
export function valueBytes({ dtype, shape }: Pick<Value, "dtype" | "shape">): number {
  return elementCount(shape) * bytesOf[dtype];
}
