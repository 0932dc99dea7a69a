import { describe, expect, it } from "vitest";
import type { HostTensor, TensorSpec } from "../../../src/runtime/engine.ts";
import { zeros } from "../../../src/runtime/host-tensor.ts";
import { requireNames, requireTensors } from "../../../src/runtime/require-tensors.ts";

const image: TensorSpec = { name: "image", dtype: "float32", shape: [2, 3] };
const mask: TensorSpec = { name: "mask", dtype: "bool", shape: [] };
const right = { image: zeros(image), mask: zeros(mask) };

function refusal(tensors: Record<string, HostTensor>): string {
  try {
    requireTensors("the batch", [image, mask], tensors);
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
}

describe("requireTensors", () => {
  it("accepts exactly the tensors asked for", () => {
    expect(refusal(right)).toBe("accepted");
  });

  it("says where, which tensor, what was expected and what came", () => {
    expect(refusal({ ...right, image: zeros({ dtype: "float32", shape: [3, 2] }) })).toBe(
      "the batch: expected float32 [2, 3] for 'image', " +
        "received float32 [3, 2] in a Float32Array of 6 elements [ENGINE_INPUT_INVALID]",
    );
  });

  it.each([
    ["a missing tensor", { mask: right.mask }, /'image', received nothing/],
    ["one too many", { ...right, more: right.mask }, /no tensor of this name for 'more'/],
    ["a name of Object's own", { ...right, toString: right.mask }, /'toString'/],
    ["another rank", { ...right, image: zeros({ dtype: "float32", shape: [6] }) }, /\[6\]/],
    [
      "an array of another type",
      { ...right, image: { ...right.image, data: new Float64Array(6) } },
      /Float64Array/,
    ],
    [
      "a buffer that was transferred away",
      { ...right, image: { ...right.image, data: new Float32Array(0) } },
      /of 0 elements/,
    ],
  ])("refuses %s", (_, tensors, words) => {
    expect(refusal(tensors)).toMatch(words);
  });
});

describe("requireNames", () => {
  it("names the unknown one and the known ones", () => {
    expect(() => {
      requireNames("fetch", ["loss", "error"], ["loss", "los"]);
    }).toThrow(/fetch: expected one of loss, error for 'los'/);
  });
});
