import { describe, expect, it } from "vitest";
import { defineGraph, type Graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/leaves.ts";
import { operator } from "../../../src/graph/operator.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { exp } from "../../../src/graph/ops/exp.ts";
import { reshape } from "../../../src/graph/ops/reshape.ts";
import type { OperatorNode, Value } from "../../../src/graph/value.ts";
import { verifyGraph } from "../../../src/graph/verify.ts";

const x = input("x", "float32", [2, 3]);
const graphOf = (y: Value): Graph => defineGraph({ name: "g", inputs: [x], outputs: { y } });
const made = (node: OperatorNode): Value => node.outputs[0]!;
const invalid = (message: RegExp): object =>
  expect.objectContaining({
    code: "GRAPH_INVALID",
    message: expect.stringMatching(message) as string,
  }) as object;

describe("verifyGraph", () => {
  it("accepts what the builders make", () => {
    expect(() => {
      verifyGraph(graphOf(exp(reshape(add(x, x), [6]))));
    }).not.toThrow();
  });

  it.each<[string, Value, RegExp]>([
    [
      "a shape that is not the operator's own",
      made(operator({ op: "Add", inputs: [x, x], outputs: [{ dtype: "float32", shape: [3, 2] }] })),
      /Add 'y': expected float32\[2, 3\], found float32\[3, 2\]/,
    ],
    [
      "a dtype that is not the operator's own",
      made(operator({ op: "Exp", inputs: [x], outputs: [{ dtype: "float16", shape: [2, 3] }] })),
      /Exp 'y': expected float32\[2, 3\], found float16\[2, 3\]/,
    ],
    [
      "an unknown operator",
      made(operator({ op: "Frobnicate", inputs: [x], outputs: [x] })),
      /Frobnicate 'y': unknown operator/,
    ],
    [
      "a missing input",
      made(operator({ op: "Add", inputs: [x], outputs: [x] })),
      /Add 'y': .*input 'b' is missing/,
    ],
    [
      "an input too many",
      made(operator({ op: "Exp", inputs: [x, x], outputs: [x] })),
      /Exp 'y': .*takes 1 inputs at most, found 2/,
    ],
    [
      "a missing attribute",
      made(operator({ op: "Softmax", inputs: [x], outputs: [x] })),
      /Softmax 'y': .*'axis': expected int, found none/,
    ],
    [
      "a shape that is no constant",
      made(operator({ op: "Reshape", inputs: [x, x], outputs: [x] })),
      /Reshape 'y': .*expected a constant int64 list, found input float32\[2, 3\]/,
    ],
  ])("rejects %s", (_, y, message) => {
    const graph = graphOf(y);
    expect(() => {
      verifyGraph(graph);
    }).toThrow(invalid(message));
  });

  it("rejects nodes out of order", () => {
    const graph = graphOf(exp(add(x, x)));
    const tampered = { ...graph, nodes: graph.nodes.toReversed() };
    expect(() => {
      verifyGraph(tampered);
    }).toThrow(invalid(/Exp 'y': it reads '%0' before that is made/));
  });

  it("rejects a node that reads itself", () => {
    const node = operator({ op: "Exp", inputs: [x], outputs: [x] });
    const graph = graphOf(made(node));
    const inputs = [made(node)];
    Object.assign(node, { inputs });
    expect(() => {
      verifyGraph(graph);
    }).toThrow(invalid(/Exp 'y': it reads 'y' before that is made/));
  });

  it("rejects two values of one name", () => {
    const graph = graphOf(exp(add(x, x)));
    const names = new Map([...graph.names.keys()].map((value) => [value, "y"]));
    expect(() => {
      verifyGraph({ ...graph, names });
    }).toThrow(invalid(/'y': the name is used twice/));
  });

  it("rejects a value without a name", () => {
    const graph = graphOf(add(x, x));
    expect(() => {
      verifyGraph({ ...graph, names: new Map() });
    }).toThrow(invalid(/float32\[2, 3\]: the value has no name/));
  });

  it("rejects an output that no node makes", () => {
    const graph = graphOf(add(x, x));
    expect(() => {
      verifyGraph({ ...graph, outputs: { y: exp(x) } });
    }).toThrow(invalid(/output 'y': no node makes it/));
  });
});
