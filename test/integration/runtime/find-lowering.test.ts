import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../../src/runtime/engine.ts";
import { findLowering } from "../../../src/runtime/find-lowering.ts";
import { ortNode } from "../../../src/runtime/ort-node/ort-node-engine.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await ortNode.create({ provider: "cpu" });
});
afterAll(() => engine.close());

describe("findLowering", () => {
  it("finds the one block with which the runtime computes what a convolution is", async () => {
    const lowering = await findLowering(engine);
    expect([16, 8, undefined]).toContain(lowering.channelBlock);
    expect(lowering.isOrdered).toBe(true);
    expect(await engine.lowering()).toEqual(lowering);
    expect(engine.lowering()).toBe(engine.lowering());
  });

  it("finds no block where models with such operators are refused, or answered wrongly", async () => {
    const refusing: Pick<Engine, "openInference"> = {
      openInference: () => Promise.reject(new Error("no such operator")),
    };
    expect(await findLowering(refusing)).toEqual({ isOrdered: true });
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
    expect(await findLowering(wrong)).toEqual({ isOrdered: true });
  });
});
