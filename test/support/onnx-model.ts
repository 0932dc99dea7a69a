import { create, toBinary } from "@bufbuild/protobuf";
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorShapeProtoSchema,
  TensorShapeProto_DimensionSchema,
  TypeProtoSchema,
  TypeProto_TensorSchema,
  ValueInfoProtoSchema,
} from "onnx-buf";
import type { TensorSpec } from "../../src/runtime/engine.ts";

const elementTypes: Readonly<Record<TensorSpec["dtype"], TensorProto_DataType>> = {
  bool: TensorProto_DataType.BOOL,
  float32: TensorProto_DataType.FLOAT,
  float64: TensorProto_DataType.DOUBLE,
  int32: TensorProto_DataType.INT32,
  int64: TensorProto_DataType.INT64,
  uint8: TensorProto_DataType.UINT8,
};

/** One operator: ONNX name, names of inputs, names of outputs. */
export type OnnxNode = readonly [op: string, inputs: readonly string[], outputs: readonly string[]];

/**
 * A model written down operator by operator, independent of the graph builder under test elsewhere.
 */
export function onnxModel(graph: {
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
}): Uint8Array {
  const valueInfo = ({ name, dtype, shape }: TensorSpec) => {
    const dim = shape.map((size) =>
      create(TensorShapeProto_DimensionSchema, {
        value: { case: "dimValue", value: BigInt(size) },
      }),
    );
    const value = create(TypeProto_TensorSchema, {
      elemType: elementTypes[dtype],
      shape: create(TensorShapeProtoSchema, { dim }),
    });
    const type = create(TypeProtoSchema, { value: { case: "tensorType", value } });
    return create(ValueInfoProtoSchema, { name, type });
  };
  const node = graph.nodes.map(([opType, input, output], index) =>
    create(NodeProtoSchema, { name: `n${index}`, opType, input: [...input], output: [...output] }),
  );
  const model = create(ModelProtoSchema, {
    irVersion: 9n,
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: "", version: 17n })],
    graph: create(GraphProtoSchema, {
      name: "test",
      node,
      input: graph.inputs.map(valueInfo),
      output: graph.outputs.map(valueInfo),
    }),
  });
  return toBinary(ModelProtoSchema, model);
}
