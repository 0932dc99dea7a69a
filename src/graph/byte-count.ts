import type { OutputType } from "./operator.ts";
import { elementCount } from "./shape.ts";
import type { DType } from "./value.ts";

const bytesOf: Readonly<Record<DType, number>> = {
  float64: 8,
  int64: 8,
  float32: 4,
  int32: 4,
  float16: 2,
  uint8: 1,
  bool: 1,
};

/** What a tensor takes in memory. */
export function byteCount({ dtype, shape }: OutputType): number {
  return elementCount(shape) * bytesOf[dtype];
}
