import { afterEach, describe, expect, it } from "vitest";
import { loadAddon, type Addon } from "../../../src/native/addon.ts";
import type { NativeTrainer, TrainerInit } from "../../../src/native/sessions.ts";
import { copyProgram } from "../../../src/runtime/copy-program.ts";
import { libraryPath } from "../../../src/runtime/ort-native/library-path.ts";
import { distanceRead, heavyStep, quadraticStep } from "../../support/engine-programs.ts";

const state = loadAddon();

describe.skipIf(!state.loaded)("the addon's trainer (skipped where it is not built)", () => {
  const addon = (state as { addon: Addon }).addon;
  const opened: NativeTrainer[] = [];
  afterEach(async () => {
    for (const trainer of opened.splice(0)) await trainer.close();
  });
  const base = {
    library: libraryPath(),
    providers: [{ name: "cpu", options: {} }],
    threads: 1,
    niceness: 0,
    keepsMemory: true,
  };
  const quadratic: TrainerInit = {
    ...base,
    slots: quadraticStep.state,
    step: { name: "step", ...quadraticStep },
    reads: [{ name: "distance", ...distanceRead, reads: [0] }],
  };
  const make = (init: TrainerInit = quadratic): NativeTrainer => {
    const trainer = new addon.Trainer(init);
    opened.push(trainer);
    return trainer;
  };
  const start = [Float32Array.of(1, 2, 3, 4), new Float32Array(4)];
  const batch = () => [new Float32Array(4), Float32Array.of(0.5), BigInt64Array.of(0n)];
  const openQuadratic = async (init = quadratic): Promise<NativeTrainer> => {
    const trainer = make(init);
    await trainer.open();
    await trainer.setState(start);
    return trainer;
  };
  const weights = async (trainer: NativeTrainer): Promise<number[]> => {
    const w = new Float32Array(4);
    await trainer.getState([w, undefined]);
    return [...w];
  };

  it("stops a step in progress, keeps the old state, and takes the next step", async () => {
    const size = 512;
    const step = heavyStep(size, 400);
    const trainer = make({
      ...base,
      slots: step.state,
      step: { name: "step", ...step },
      reads: [],
    });
    await trainer.open();
    const w = new Float32Array(size * size).fill(1 / size);
    await trainer.setState([w]);
    const x = new Float32Array(size * size).fill(1);
    const startMs = performance.now();
    const running = trainer.step([x], [undefined]);
    setTimeout(() => {
      trainer.cancel();
    }, 30);
    await expect(running).rejects.toMatchObject({
      code: "run",
      message: expect.stringMatching(/terminate/) as string,
    });
    const stoppedMs = performance.now() - startMs;
    const kept = new Float32Array(size * size);
    await trainer.getState([kept]);
    expect(kept).toEqual(w);
    const againMs = performance.now();
    await trainer.step([x], [undefined]);
    expect(stoppedMs).toBeLessThan((performance.now() - againMs) / 2);
  });

  it("counts what its steps move: the batch in, the outputs out, the state not at all", async () => {
    const trainer = await openQuadratic();
    const moved = async (): Promise<number[]> => {
      const counts = new Float64Array(3);
      await trainer.traffic([counts]);
      return [...counts];
    };
    expect(await moved()).toEqual([0, 0, 0]);
    for (let i = 0; i < 3; i++) await trainer.step(batch(), [new Float32Array(1), undefined]);
    await weights(trainer);
    await trainer.read(0, [new Float32Array(4)], [new Float32Array(4)]);
    // target [4] and rate in float32, index in int64; loss and picked in float32.
    expect(await moved()).toEqual([3 * (16 + 4 + 8), 3 * (4 + 4), 0]);
  });

  it("takes a cancel when nothing runs for nothing", async () => {
    const trainer = await openQuadratic();
    trainer.cancel();
    await trainer.step(batch(), [undefined, undefined]);
    expect(await weights(trainer)).toEqual([0.5, 1, 1.5, 2]);
  });

  it("moves a state in and out by a copying model, as one that lives on a device", async () => {
    const trainer = await openQuadratic({ ...quadratic, copy: copyProgram(quadraticStep.state) });
    for (let i = 0; i < 3; i++) await trainer.step(batch(), [undefined, undefined]);
    expect(await weights(trainer)).toEqual([0.125, 0.25, 0.375, 0.5]);
    await trainer.setState(start);
    expect(await weights(trainer)).toEqual([1, 2, 3, 4]);
    const distance = new Float32Array(4);
    await trainer.read(0, [Float32Array.of(1, 1, 1, 1)], [distance]);
    expect([...distance]).toEqual([0, 1, 2, 3]);
  });

  it.each([
    ["too few tensors", [new Float32Array(4)], /expected 3 inputs, received 1/],
    [
      "a tensor that is too short",
      [new Float32Array(3), ...batch().slice(1)],
      /'target'.*12 bytes/,
    ],
    ["a tensor that was moved away", [moved(), ...batch().slice(1)], /'target'.* 0 bytes/],
  ])("refuses %s before it is bound, and works on", async (_, inputs, words) => {
    const trainer = await openQuadratic();
    await expect(trainer.step(inputs, [undefined, undefined])).rejects.toMatchObject({
      code: "input",
      message: expect.stringMatching(words) as string,
    });
    await trainer.step(batch(), [undefined, undefined]);
    expect(await weights(trainer)).toEqual([0.5, 1, 1.5, 2]);
  });

  it("refuses outputs, states and programs that do not fit", async () => {
    const trainer = await openQuadratic();
    const input = { code: "input" };
    const short = new Float32Array(2);
    await expect(trainer.step(batch(), [short, undefined])).rejects.toMatchObject(input);
    await expect(trainer.getState([short, undefined])).rejects.toMatchObject(input);
    await expect(trainer.setState([start[0]!, short])).rejects.toMatchObject(input);
    await expect(trainer.read(7, [], [])).rejects.toThrow();
    expect(await weights(trainer)).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ["no options", undefined, /options: expected an object/],
    ["no slots", { ...quadratic, slots: 3 }, /slots: expected an array/],
    ["an unknown dtype", { ...quadratic, slots: [{ name: "w", dtype: "x", shape: [] }] }, /dtype/],
    [
      "a negative size",
      { ...quadratic, slots: [{ name: "w", dtype: "float32", shape: [-1] }] },
      /shape/,
    ],
    [
      "a place without a slot",
      { ...quadratic, reads: [{ ...quadratic.reads[0]!, reads: [2] }] },
      /reads/,
    ],
    ["a device without a copying model", { ...quadratic, device: 0 }, /copy/],
    ["another library than ONNX Runtime", { ...quadratic, library: "/nowhere.so" }, /nowhere/],
  ])("does not begin with %s", (_, init, words) => {
    expect(() => new addon.Trainer(init as TrainerInit)).toThrow(words);
  });

  it.each([
    ["an unknown provider", [{ name: "abacus", options: {} }], /unknown provider 'abacus'/],
    [
      "an option the CPU does not have",
      [{ name: "cpu", options: { a: "1" } }],
      /unknown option 'a'/,
    ],
    ["a provider without its library", [{ name: "cuda", options: { device_id: "0" } }], /cuda/i],
    [
      "an option CUDA does not have",
      [{ name: "cuda", options: { colour: "red" } }],
      /cuda|colour/i,
    ],
    ["TensorRT without its library", [{ name: "tensorrt", options: {} }], /tensorrt/i],
  ])("does not open with %s", async (_, providers, words) => {
    const trainer = make({ ...quadratic, providers });
    await expect(trainer.open()).rejects.toMatchObject({
      code: "open",
      message: expect.stringMatching(words) as string,
    });
  });

  it("refuses calls before it is open, a second opening, and calls after the end", async () => {
    const trainer = make();
    await expect(trainer.step(batch(), [])).rejects.toMatchObject({ code: "closed" });
    await trainer.open();
    await expect(trainer.open()).rejects.toMatchObject({ code: "open" });
    await trainer.close();
    await trainer.close();
    await expect(trainer.setState(start)).rejects.toMatchObject({ code: "closed" });
  });

  it("calls only what is its own", () => {
    const step = Reflect.get(make(), "step");
    expect(() => Reflect.apply(step, {}, [[], []]) as unknown).toThrow();
  });
});

/** A tensor whose memory now belongs to somebody else. */
function moved(): Float32Array {
  const tensor = new Float32Array(4);
  structuredClone(tensor, { transfer: [tensor.buffer] });
  return tensor;
}
