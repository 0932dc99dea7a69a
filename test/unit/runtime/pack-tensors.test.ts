import { describe, expect, it } from "vitest";
import type { HostTensor } from "../../../src/runtime/engine.ts";
import { packCopies, packMoves } from "../../../src/runtime/pack-tensors.ts";

const over = (data: Float32Array): HostTensor => ({ dtype: "float32", shape: [data.length], data });

describe("packMoves", () => {
  it("moves a tensor that owns its whole buffer", () => {
    const a = over(Float32Array.of(1, 2));
    const { tensors, transfer } = packMoves({ a });
    expect(tensors["a"]).toBe(a);
    expect(transfer).toEqual([a.data.buffer]);
  });

  it.each([
    ["a view on a part of a buffer", () => over(Float32Array.of(0, 1, 2).subarray(1))],
    ["shared memory", () => over(new Float32Array(new SharedArrayBuffer(8)))],
  ])("copies %s", (_, make) => {
    const a = make();
    const { tensors, transfer } = packMoves({ a });
    expect(tensors["a"]).toEqual({ ...a, data: a.data.slice() });
    expect(transfer).not.toContain(a.data.buffer);
    expect(transfer).toEqual([tensors["a"]!.data.buffer]);
  });

  it("moves a buffer that two tensors use once, and copies for the second", () => {
    const data = Float32Array.of(1, 2);
    const { tensors, transfer } = packMoves({ a: over(data), b: over(data) });
    expect(new Set(transfer).size).toBe(2);
    const sent = structuredClone(tensors, { transfer: [...transfer] });
    expect(sent).toEqual({ a: over(Float32Array.of(1, 2)), b: over(Float32Array.of(1, 2)) });
  });
});

describe("packCopies", () => {
  it("leaves the originals whole when the copies are transferred", () => {
    const a = over(Float32Array.of(1, 2));
    const { tensors, transfer } = packCopies({ a });
    structuredClone(tensors, { transfer: [...transfer] });
    expect([...a.data]).toEqual([1, 2]);
  });
});
