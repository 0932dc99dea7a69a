import { describe, expect, it } from "vitest";
import { modelVersion } from "../../../../src/learn/checkpoint/model-version.ts";
import type { HostTensor } from "../../../../src/runtime/engine.ts";

const tensor = (values: number[], shape = [values.length]): HostTensor => ({
  dtype: "float32",
  shape,
  data: Float32Array.from(values),
});

describe("modelVersion", () => {
  it("is the same 16 hex digits for the same weights, whatever their order or memory", () => {
    const a = modelVersion({ w: tensor([1, 2]), b: tensor([3]) });
    const view = { ...tensor([]), shape: [2], data: Float32Array.of(9, 1, 2).subarray(1) };
    expect(a).toMatch(/^[0-9a-f]{16}$/);
    expect(modelVersion({ b: tensor([3]), w: view })).toBe(a);
  });

  it("changes with a value, a shape and a name", () => {
    const versions = [
      modelVersion({ w: tensor([1, 2]) }),
      modelVersion({ w: tensor([1, 2.0000002]) }),
      modelVersion({ w: tensor([1, 2], [2, 1]) }),
      modelVersion({ v: tensor([1, 2]) }),
      modelVersion({}),
    ];
    expect(new Set(versions).size).toBe(versions.length);
  });
});
