import { describe, expect, it } from "vitest";
import { defineGraph } from "../../../src/graph/graph.ts";
import { input, scalar } from "../../../src/graph/leaves.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { mul } from "../../../src/graph/ops/mul.ts";
import { split } from "../../../src/graph/ops/split.ts";
import { printGraph } from "../../../src/graph/print.ts";
import type { Value } from "../../../src/graph/value.ts";
import { verifyGraph } from "../../../src/graph/verify.ts";

const x = input("x", "float32", [2]);
const invalid = (message: RegExp): object =>
  expect.objectContaining({
    code: "GRAPH_INVALID",
    message: expect.stringMatching(message) as string,
  }) as object;

describe("defineGraph", () => {
  it("puts each node after what it reads, once", () => {
    const twice = add(x, x);
    const graph = defineGraph({ name: "g", inputs: [x], outputs: { y: mul(twice, twice) } });
    expect(graph.nodes.map((node) => node.op)).toEqual(["Add", "Mul"]);
  });

  it("numbers what has no name of its own and keeps the names of outputs", () => {
    const sum = add(x, x);
    const graph = defineGraph({ name: "g", inputs: [x], outputs: { loss: mul(sum, sum) } });
    expect([...graph.names.values()]).toEqual(["x", "loss", "%0"]);
  });

  it("keeps an input that nothing reads", () => {
    const spare = input("spare", "float32", [1]);
    const graph = defineGraph({ name: "g", inputs: [x, spare], outputs: { y: add(x, x) } });
    expect(graph.inputs).toEqual([x, spare]);
    verifyGraph(graph);
  });

  it("gives an output that is an input, a constant or another output a node of its own", () => {
    const y = add(x, x);
    const graph = defineGraph({
      name: "g",
      inputs: [x],
      outputs: { y, again: y, same: x, one: scalar(1) },
    });
    verifyGraph(graph);
    expect(graph.nodes.map((node) => node.op)).toEqual(["Add", "Identity", "Identity", "Identity"]);
  });

  it("reaches through fifty thousand nodes without running out of stack", () => {
    let y = x;
    for (let i = 0; i < 50_000; i++) y = add(y, x);
    expect(defineGraph({ name: "deep", inputs: [x], outputs: { y } }).nodes).toHaveLength(50_000);
  });

  it("gives equal expressions equal graphs", () => {
    const print = (): string => {
      const a = input("a", "float32", [4]);
      const [head, tail] = split(a, [1, 3], 0) as [Value, Value];
      return printGraph(defineGraph({ name: "g", inputs: [a], outputs: { y: mul(tail, head) } }));
    };
    expect(print()).toBe(print());
  });

  it("refuses an input that is needed, but not listed", () => {
    const build = (): unknown => defineGraph({ name: "g", inputs: [], outputs: { y: add(x, x) } });
    expect(build).toThrow(invalid(/input 'x' is needed, but not listed/));
  });

  it("refuses two inputs of one name", () => {
    const other = input("x", "float32", [2]);
    expect(() => {
      defineGraph({ name: "g", inputs: [x, other], outputs: { y: add(x, other) } });
    }).toThrow(invalid(/'x': the name is used twice/));
  });

  it("refuses an output named as an input", () => {
    expect(() => {
      defineGraph({ name: "g", inputs: [x], outputs: { x: add(x, x) } });
    }).toThrow(invalid(/'x': the name is used twice/));
  });

  it("refuses a name that could be one it gives itself", () => {
    expect(() => {
      defineGraph({ name: "g", inputs: [x], outputs: { "%0": add(x, x) } });
    }).toThrow(invalid(/must not be empty or start with '%'/));
  });

  it("refuses an input that is computed", () => {
    expect(() => {
      defineGraph({ name: "g", inputs: [add(x, x)], outputs: { y: x } });
    }).toThrow(invalid(/float32\[2\] is listed as an input, but is none/));
  });

  it("refuses a graph without outputs", () => {
    expect(() => {
      defineGraph({ name: "g", inputs: [x], outputs: {} });
    }).toThrow(invalid(/no output/));
  });
});
