import { create, toBinary } from "@bufbuild/protobuf";
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "onnx-buf";
import { fail } from "../core/errors.ts";
import { toAttributeProto } from "./attribute-proto.ts";
import { createConstantPool } from "./constant-pool.ts";
import type { Graph } from "./graph.ts";
import { nameNodes } from "./name-nodes.ts";
import { ops } from "./ops/index.ts";
import { rawData } from "./raw-data.ts";
import { elementCount, showShape } from "./shape.ts";
import { tensorProto, valueInfoProto } from "./tensor-proto.ts";
import type { OperatorNode, Value } from "./value.ts";

/** The ai.onnx opset that graphs are written in. */
const opset = 20;
/** IR version of the model file: what ONNX 1.15 and later, and TensorRT 10, read. */
const irVersion = 10n;
/** Of every other domain. */
const customOpset = 1n;

/**
 * The graph as an ONNX model (ModelProto bytes), the same bytes each time.
 *
 * Constants become initializers, equal ones once. An input that `weights` names becomes an
 * initializer too: that is how an encoder goes out with its weights inside. Entries of `weights`
 * that the graph has no input for are ignored, so that one checkpoint serves several graphs.
 *
 * Nodes are called by their place (`nameNodes`), values as in the printed graph: a viewer groups the
 * one, and the other finds the line.
 *
 * @throws AppError SHAPE_MISMATCH when a weight does not fill its input, DTYPE_MISMATCH when that
 *   input is not float32
 */
export function toOnnx(
  graph: Graph,
  options: { readonly weights?: Readonly<Record<string, Float32Array>> | undefined } = {},
): Uint8Array {
  const { weights = {} } = options;
  const initializers: TensorProto[] = [];
  const inputs: ValueInfoProto[] = [];
  for (const value of graph.inputs) {
    const name = graph.names.get(value) ?? "";
    const weight = Object.hasOwn(weights, name) ? weights[name] : undefined;
    if (weight) initializers.push(weightProto(name, value, weight));
    else inputs.push(valueInfoProto(name, value));
  }
  const constants = createConstantPool((constant) => initializers.push(constant));
  const nameOf = (value: Value): string => graph.names.get(value) ?? constants.nameOf(value);
  const read = new Set(graph.nodes.flatMap((node) => node.inputs));
  Object.values(graph.outputs).forEach((value) => read.add(value));
  const nodeNames = nameNodes(graph.nodes);
  const nodes = graph.nodes.map((node, i) => nodeProto(node, nodeNames[i] ?? "", nameOf, read));
  const outputs = Object.entries(graph.outputs).map(([name, value]) => valueInfoProto(name, value));

  const domains = [{ domain: "", version: BigInt(opset) }];
  for (const domain of ["com.microsoft", "com.microsoft.nchwc", "saccade"] as const) {
    if (graph.nodes.some((node) => node.domain === domain)) {
      domains.push({ domain, version: customOpset });
    }
  }
  const model = create(ModelProtoSchema, {
    irVersion,
    producerName: "saccade",
    opsetImport: domains,
    graph: create(GraphProtoSchema, {
      name: graph.name,
      node: nodes,
      initializer: initializers,
      input: inputs,
      output: outputs,
    }),
  });
  return toBinary(ModelProtoSchema, model);
}

function nodeProto(
  node: OperatorNode,
  name: string,
  nameOf: (value: Value) => string,
  read: ReadonlySet<Value | undefined>,
): NodeProto {
  const op = node.domain === "" ? ops.get(node.op) : undefined;
  const optionalFrom = op?.optionalOutputsFrom ?? node.outputs.length;
  const made = node.outputs.map((value, i) =>
    i >= optionalFrom && !read.has(value) ? "" : nameOf(value),
  );
  while (made.at(-1) === "") made.pop();
  return create(NodeProtoSchema, {
    name,
    opType: op?.serializedAs ?? node.op,
    domain: node.domain,
    input: node.inputs.map((value) => (value ? nameOf(value) : "")),
    output: made,
    attribute: Object.entries(node.attributes).map((entry) => toAttributeProto(...entry)),
  });
}

function weightProto(name: string, value: Value, weight: Float32Array): TensorProto {
  if (value.dtype !== "float32") fail("DTYPE_MISMATCH", `weight '${name}'`, "float32", value.dtype);
  if (weight.length !== elementCount(value.shape)) {
    const expected = `${elementCount(value.shape)} values for ${showShape(value.shape)}`;
    fail("SHAPE_MISMATCH", `weight '${name}'`, expected, `${weight.length}`);
  }
  return tensorProto(name, value, rawData("float32", weight));
}
