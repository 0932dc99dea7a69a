import { describe, expect, it } from "vitest";
import { initialState } from "../../../src/learn/initial-state.ts";

const drawn = (name: string) => ({
  name,
  shape: [40, 50],
  init: { kind: "fan-in", fanIn: 25, gain: 2 } as const,
});

describe("initialState", () => {
  it("fills constants", () => {
    const init = { kind: "constant", value: 0.5 } as const;
    expect(initialState([{ name: "gain", shape: [3], init }], 1)).toEqual({
      gain: { dtype: "float32", shape: [3], data: Float32Array.of(0.5, 0.5, 0.5) },
    });
  });

  it.each([
    ["gain/√fanIn", { kind: "fan-in", fanIn: 25, gain: 2 }, 0.4],
    ["its own", { kind: "normal", std: 0.7 }, 0.7],
  ] as const)("draws normal numbers with a deviation of %s", (_, init, std) => {
    const { data } = initialState([{ name: "w", shape: [100, 100], init }], 3)["w"]!;
    const values = Array.from(data as Float32Array);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03 * std);
    expect(Math.sqrt(variance) / std).toBeCloseTo(1, 1);
  });

  it("starts an average as the parameter that it is the average of", () => {
    const state = initialState([drawn("b"), { ...drawn("average/b"), startsAs: "b" }], 7);
    expect(state["average/b"]).toEqual(state["b"]);
    expect(state["average/b"]!.data).not.toBe(state["b"]!.data);
  });

  it("hangs on the seed and the tensor's own name, not on the others", () => {
    const alone = initialState([drawn("b")], 7);
    const among = initialState([drawn("a"), drawn("b"), drawn("c")], 7);
    expect(among["b"]).toEqual(alone["b"]);
    expect(among["a"]!.data).not.toEqual(among["b"]!.data);
    expect(initialState([drawn("b")], 8)["b"]!.data).not.toEqual(alone["b"]!.data);
  });
});
