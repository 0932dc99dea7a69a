import type { HostTensor, TensorSpec } from "./engine.ts";

type DType = HostTensor["dtype"];

const arrays = {
  bool: Uint8Array,
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
} as const satisfies Record<DType, unknown>;

/** The typed array that holds a dtype; bool is one byte an element, 0 or 1. */
export function arrayOf(dtype: DType): (typeof arrays)[DType] {
  return arrays[dtype];
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** `float32 [32, 3, 64, 96]`, as error messages name a tensor. */
export function describeTensor(tensor: Pick<TensorSpec, "dtype" | "shape">): string {
  return `${tensor.dtype} [${tensor.shape.join(", ")}]`;
}

/** A tensor of zeros. */
export function zeros(spec: Pick<TensorSpec, "dtype" | "shape">): HostTensor {
  const data = new (arrayOf(spec.dtype))(elementCount(spec.shape));
  return { dtype: spec.dtype, shape: spec.shape, data };
}

/** A copy with memory of its own. */
export function copyTensor(tensor: HostTensor): HostTensor {
  return { dtype: tensor.dtype, shape: tensor.shape, data: tensor.data.slice() };
}

/** A copy in the memory of `spare` where that fits, else in memory of its own. */
export function copyInto(spare: HostTensor | undefined, tensor: HostTensor): HostTensor {
  const fits = spare?.dtype === tensor.dtype && spare.data.length === tensor.data.length;
  if (!fits) return copyTensor(tensor);
  const { dtype, shape } = tensor;
  // Equal dtypes have equal arrays.
  (spare.data as Float32Array).set(tensor.data as Float32Array);
  return { dtype, shape, data: spare.data };
}
