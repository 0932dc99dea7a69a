import { create } from "@bufbuild/protobuf";
import {
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type TensorProto,
  type ValueInfoProto,
} from "onnx-buf";
import { toOnnxDType } from "./onnx-dtype.ts";
import type { OutputType } from "./operator.ts";
import type { Shape } from "./value.ts";

/** A named tensor with its values: `raw` as `rawData` gives it. */
export function tensorProto(
  name: string,
  { dtype, shape }: OutputType,
  raw: Uint8Array<ArrayBuffer>,
): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: toOnnxDType(dtype),
    dims: toBigInts(shape),
    rawData: raw,
  });
}

/** Name and type of a model's input or output. */
export function valueInfoProto(name: string, { dtype, shape }: OutputType): ValueInfoProto {
  const dim = toBigInts(shape).map((size) => ({
    value: { case: "dimValue" as const, value: size },
  }));
  const tensor = { elemType: toOnnxDType(dtype), shape: { dim } };
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: "tensorType", value: tensor } },
  });
}

function toBigInts(shape: Shape): bigint[] {
  return shape.map(BigInt);
}
