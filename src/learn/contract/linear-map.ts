import { times } from "../../core/matrix-product.ts";
import { matrixFrom, type Matrix } from "../../core/matrix.ts";
import type { HostTensor, NamedTensors } from "../../runtime/engine.ts";

/** y = x·matrix + offset. Shapes: matrix [D, D], offset [D]. */
export interface LinearMap {
  readonly matrix: Matrix;
  readonly offset: Float64Array;
}

/** What leaves features as they are. */
export function identityMap(dimension: number): LinearMap {
  const data = new Float64Array(dimension * dimension);
  for (let i = 0; i < dimension; i++) data[i * dimension + i] = 1;
  return {
    matrix: { rows: dimension, columns: dimension, data },
    offset: new Float64Array(dimension),
  };
}

/** Shapes: rows [n, D] → [n, D]. */
export function applyMap({ matrix, offset }: LinearMap, rows: Matrix): Matrix {
  const mapped = times(rows, matrix);
  mapped.data.forEach((value, i) => {
    mapped.data[i] = value + offset[i % offset.length]!;
  });
  return mapped;
}

type MapNames = Readonly<Record<"matrix" | "offset", string>>;

/** Names under which a map lies among an encoder's weights. */
export const mapTensors: MapNames = { matrix: "contract/matrix", offset: "contract/offset" };

/** The map as tensors of float32, beside the weights of the encoder that it belongs to. */
export function tensorsOfMap({ matrix, offset }: LinearMap, names = mapTensors): NamedTensors {
  const float = (shape: readonly number[], values: Float64Array): HostTensor => ({
    dtype: "float32",
    shape,
    data: Float32Array.from(values),
  });
  return {
    [names.matrix]: float([matrix.rows, matrix.columns], matrix.data),
    [names.offset]: float([offset.length], offset),
  };
}

/** The map among `tensors`; undefined where there is none. */
export function mapOfTensors(tensors: NamedTensors, names = mapTensors): LinearMap | undefined {
  const matrix = tensors[names.matrix];
  const offset = tensors[names.offset];
  if (matrix?.dtype !== "float32" || offset?.dtype !== "float32") return undefined;
  const size = offset.data.length;
  if (matrix.data.length !== size * size) return undefined;
  return {
    matrix: matrixFrom(matrix.data as Float32Array, size, size),
    offset: Float64Array.from(offset.data as Float32Array),
  };
}
