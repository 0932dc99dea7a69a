import type { AttributeValue } from "./attributes.ts";

export type DType = "float32" | "float16" | "float64" | "int32" | "int64" | "uint8" | "bool";
export type Shape = readonly number[];
/** Which part of a step an operator belongs to. */
export type Direction = "forward" | "backward" | "update";

/**
 * One tensor of a graph: what an operator produced, or a leaf. Immutable, static in shape.
 *
 * A graph is not an object of its own: it is whatever can be reached from some values. Names are
 * given when it is serialised, so that the same expression gives the same bytes.
 */
export interface Value {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly node: Node;
  /** Which of the node's outputs this is. */
  readonly output: number;
}

/** One operator application, or a leaf (`input`, `constant`). */
export type Node = OperatorNode | InputNode | ConstantNode;

export interface OperatorNode {
  readonly kind: "operator";
  /** Path of the layer that it belongs to, `encoder/stage1/mlp/expand`; "" is none. */
  readonly label: string;
  /** A gradient has the label of what it differentiates and is told from it by this. */
  readonly direction: Direction;
  /** ONNX operator name, e.g. `MatMul`. */
  readonly op: string;
  /** "" is ai.onnx. */
  readonly domain: "" | "com.microsoft" | "com.microsoft.nchwc" | "saccade";
  /** In ONNX order; undefined where an optional input is left out. */
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Filled by `operator()`, in ONNX order. */
  readonly outputs: readonly Value[];
}

interface InputNode {
  readonly kind: "input";
  readonly name: string;
}

interface ConstantNode {
  readonly kind: "constant";
  /** float64 holds what every dtype but a large int64 needs; converted when serialised. */
  readonly data: Float64Array;
}
