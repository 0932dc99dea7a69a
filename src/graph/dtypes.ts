import { fail } from "../core/errors.ts";
import type { DType, Value } from "./value.ts";

export const floatTypes: readonly DType[] = ["float32", "float16", "float64"];
export const integerTypes: readonly DType[] = ["int32", "int64"];
export const numberTypes: readonly DType[] = [...floatTypes, ...integerTypes];
export const anyTypes: readonly DType[] = [...numberTypes, "uint8", "bool"];

export function isFloat(dtype: DType): boolean {
  return floatTypes.includes(dtype);
}

/** @throws AppError DTYPE_MISMATCH when `value` is of none of `accepted` */
export function requireDType(op: string, value: Value, accepted: readonly DType[]): void {
  if (!accepted.includes(value.dtype)) {
    fail("DTYPE_MISMATCH", op, accepted.join(" or "), value.dtype);
  }
}

/** @throws AppError DTYPE_MISMATCH when the values differ in dtype */
export function requireSameDType(op: string, first: Value, ...others: readonly Value[]): void {
  for (const other of others) {
    if (other.dtype !== first.dtype) fail("DTYPE_MISMATCH", op, first.dtype, other.dtype);
  }
}
