import { fail } from "../core/errors.ts";
import type { DType } from "./value.ts";

/** Numbers of ONNX's TensorProto.DataType. */
const numbers: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
};

export function toOnnxDType(dtype: DType): number {
  return numbers[dtype];
}

/** @throws AppError GRAPH_INVALID when no dtype of ours has that number */
export function fromOnnxDType(number: number): DType {
  const found = (Object.keys(numbers) as DType[]).find((dtype) => numbers[dtype] === number);
  return found ?? fail("GRAPH_INVALID", "dtype", `unknown ONNX data type ${number}`);
}
