import { describe, expect, it } from "vitest";
import type { AppError } from "../../src/core/errors.ts";
import { input } from "../../src/graph/leaves.ts";
import { inputName } from "../../src/graph/named-inputs.ts";
import { ops } from "../../src/graph/ops/index.ts";
import { showType } from "../../src/graph/shape.ts";
import { topologicalOrder } from "../../src/graph/topology.ts";
import type { DType, OperatorNode, Value } from "../../src/graph/value.ts";
import { operatorCases } from "./gradient-cases.ts";

/** Inputs that may be of any dtype, as long as the operator's other inputs agree. */
const anyDType = new Set([
  ...["Cast x", "DepthToSpace x", "Equal a", "Expand x", "Gather x", "GatherElements x"],
  ...[
    "Identity x",
    "Pad x",
    "Reshape x",
    "ReshapeAtRunTime x",
    "Resize x",
    "Slice x",
    "Split x",
    "Squeeze x",
  ],
  ...["StopGradient x", "Transpose x", "Unsqueeze x", "Where a", "Concat xs"],
]);

/** Inputs that may be a scalar: element by element, or stretched, or in the place of an index. */
const anyRank = new Set([
  ...["Abs x", "Add a", "Add b", "And a", "And b", "Cast x", "Ceil x", "Clip x", "Clip min"],
  ...["Clip max", "Cos x", "Div a", "Div b", "Equal a", "Equal b", "Erf x", "Exp x", "Expand x"],
  ...[
    "Floor x",
    "Gather indices",
    "Gemm c",
    "Greater a",
    "Greater b",
    "HardSigmoid x",
    "Identity x",
    "IsInf x",
  ],
  ...["IsNaN x", "LeakyRelu x", "Less a", "Less b", "Log x", "Max a", "Max b", "Min a", "Min b"],
  ...["Mul a", "Mul b", "Neg x", "Not x", "Or a", "Or b", "Pad value", "Pow a", "Pow b"],
  ...["Reciprocal x", "Relu x", "Round x", "Sigmoid x", "Sign x", "Sin x", "Softplus x", "Sqrt x"],
  ...["StopGradient x", "Sub a", "Sub b", "Tanh x", "Unsqueeze x", "Where condition", "Where a"],
  ...["Where b"],
]);

/** Inputs that must keep the number of axes that they have. */
const fixedRank = [
  ...["AveragePool x", "Conv x", "Conv w", "Conv b", "ConvTranspose x", "ConvTranspose w"],
  ...["ConvTranspose b", "DepthToSpace x", "GatherElements x", "GatherElements indices", "Gemm a"],
  ...["Gemm b", "LayerNormalization scale", "MaxPool x", "Pad x", "Resize x", "ScatterElements x"],
  ...["ScatterElements indices", "ScatterElements updates", "Transpose x"],
];

/** One input of one operator, in a node that is right, taken from the operator's cases. */
interface Place {
  readonly node: OperatorNode;
  readonly index: number;
  readonly name: string;
  readonly value: Value;
}

const places: ReadonlyMap<string, Place> = new Map(
  ops.names.flatMap((op) => {
    const { inputNames } = ops.get(op);
    return inputNames.flatMap((declared, index) => {
      const name = inputName(declared);
      const node = nodesOf(op).find((candidate) => candidate.inputs[index]);
      const value = node?.inputs[index];
      return node && value ? [[`${op} ${name}`, { node, index, name, value }] as const] : [];
    });
  }),
);

function nodesOf(op: string): OperatorNode[] {
  return operatorCases
    .filter((entry) => entry.op === op)
    .flatMap(({ build, shapes }) => {
      const y = build(...shapes.map((shape, i) => input(`x${i}`, "float32", shape)));
      return topologicalOrder([y]).filter((node) => node.kind === "operator");
    })
    .filter((node) => node.op === op);
}

/** Inputs that must be constants, because the shape hangs on them. */
const listNames = ["axes", "ends", "k", "pads", "scales", "shape", "sizes", "starts", "steps"];
const isList = ({ name }: Place): boolean => listNames.includes(name);

const tensors = [...places].filter(([, place]) => !isList(place));
const lists = [...places].filter(([, place]) => isList(place));

/** The error of the node with another value (or none) in that place. */
function refusal({ node, index }: Place, value: Value | undefined): AppError | undefined {
  try {
    ops.get(node.op).infer(node.inputs.with(index, value), node.attributes);
    return undefined;
  } catch (error) {
    return error as AppError;
  }
}

const wrongOf = (dtype: DType): DType =>
  dtype === "bool" || dtype.startsWith("int") ? "float32" : "bool";

describe("an operator refuses, naming itself and what came as which input", () => {
  const required = [...places].filter(
    ([, { node, index }]) => !ops.get(node.op).inputNames[index]!.endsWith("?"),
  );
  it.each(required)("%s missing", (_, place) => {
    const error = refusal(place, undefined);
    expect(error).toMatchObject({ code: "GRAPH_INVALID" });
    expect(error?.message).toContain(`at ${place.node.op}: input '${place.name}' is missing`);
  });

  it.each(tensors.filter(([key]) => !anyDType.has(key)))("%s of a wrong dtype", (_, place) => {
    expectRefused(place, input("wrong", wrongOf(place.value.dtype), place.value.shape), {
      code: "DTYPE_MISMATCH",
    });
  });

  it.each(tensors.filter(([key]) => !anyRank.has(key)))("%s as a scalar", (_, place) => {
    expectRefused(place, input("wrong", place.value.dtype, []), { code: "SHAPE_MISMATCH" });
  });

  it.each(fixedRank)("%s with an axis more", (key) => {
    const place = places.get(key)!;
    const { dtype, shape } = place.value;
    expectRefused(place, input("wrong", dtype, [...shape, 2]), { code: "SHAPE_MISMATCH" });
  });

  it.each(lists)("%s that is known only when the graph runs", (_, place) => {
    const { dtype, shape } = place.value;
    const error = refusal(place, input("wrong", dtype, shape));
    expect(error?.code).toMatch(/^GRAPH_INVALID$|^SHAPE_MISMATCH$/);
    expect(error?.message).toContain(`${place.name} ${dtype}[${shape.join(", ")}]`);
  });

  it("lists no input that there is not", () => {
    const listed = [...anyDType, ...anyRank, ...fixedRank];
    expect(listed.filter((key) => !places.has(key))).toEqual([]);
  });
});

describe("an operator takes", () => {
  it.each([...anyDType].filter((key) => places.get(key)!.node.inputs.length === 1))(
    "%s of any dtype",
    (key) => {
      const place = places.get(key)!;
      expect(refusal(place, input("other", "bool", place.value.shape))).toBeUndefined();
    },
  );
});

function expectRefused(place: Place, wrong: Value, expected: { readonly code: string }): void {
  const { node, name } = place;
  const error = refusal(place, wrong);
  expect(error).toMatchObject(expected);
  expect(error?.message).toMatch(new RegExp(`^${node.op} expected .+, received .+; inputs: `));
  expect(error?.message).toMatch(new RegExp(`${name}(\\[\\d+\\])? ${escaped(showType(wrong))}`));
}

function escaped(text: string): string {
  return text.replaceAll(/[[\]]/g, "\\$&");
}
