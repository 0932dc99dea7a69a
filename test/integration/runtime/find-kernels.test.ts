import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../../src/runtime/engine.ts";
import { findKernels } from "../../../src/runtime/find-kernels.ts";
import { ortNode } from "../../../src/runtime/ort-node/ort-node-engine.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await ortNode.create({ provider: "cpu" });
});
afterAll(() => engine.close());

describe("findKernels", () => {
  it("finds the one block with which the runtime computes what a convolution is", async () => {
    const kernels = await findKernels(engine);
    expect([{ channelBlock: 16 }, { channelBlock: 8 }, {}]).toContainEqual(kernels);
    expect(await engine.kernels()).toEqual(kernels);
    expect(engine.kernels()).toBe(engine.kernels());
  });

  it("finds none where models with such operators are refused, or answered wrongly", async () => {
    const refusing: Pick<Engine, "openInference"> = {
      openInference: () => Promise.reject(new Error("no such operator")),
    };
    expect(await findKernels(refusing)).toEqual({});
    const wrong: Pick<Engine, "openInference"> = {
      openInference: () =>
        Promise.resolve({
          run: () =>
            Promise.resolve({
              error: { dtype: "float32", shape: [], data: Float32Array.of(NaN) },
            }),
          load: () => Promise.resolve(),
          close: () => Promise.resolve(),
        }),
    };
    expect(await findKernels(wrong)).toEqual({});
  });
});
