import { describe, expect, it } from "vitest";
import { loadAddon } from "../../../src/native/addon.ts";
import { buildEngine } from "../../../src/runtime/ort-native/build-engine.ts";
import { libraryPath } from "../../../src/runtime/ort-native/library-path.ts";
import { tinyModel } from "../../../src/runtime/tiny-model.ts";

const spec = (name: string, shape: readonly number[]) =>
  ({ name, dtype: "float32", shape }) as const;

describe.skipIf(!loadAddon().loaded)(
  "the addon's building process (skipped where the addon is not built)",
  () => {
    const setup = { library: libraryPath(), provider: "cpu", providerOptions: {} };
    const program = {
      model: tinyModel(),
      inputs: [spec("x", [2, 2]), spec("w", [2, 2]), spec("b", [2])],
      outputs: [spec("y", [2, 2])],
      threads: 1,
    };
    const { signal } = new AbortController();

    it("opens the model, runs it once, and ends", async () => {
      await expect(buildEngine(setup, { ...program, signal })).resolves.toBeUndefined();
    });

    it("says why it cannot", async () => {
      const broken = buildEngine(setup, { ...program, model: Uint8Array.of(1, 2, 3), signal });
      await expect(broken).rejects.toMatchObject({
        code: "ENGINE_OPEN_FAILED",
        message: expect.stringMatching(/building for cpu: .*model/) as string,
      });
      const elsewhere = { ...setup, provider: "tensorrt" };
      await expect(buildEngine(elsewhere, { ...program, signal })).rejects.toThrow(/tensorrt/);
    });

    it("ends at once with whoever wanted it", async () => {
      const ending = new AbortController();
      const building = buildEngine(setup, { ...program, signal: ending.signal });
      ending.abort();
      await expect(building).rejects.toMatchObject({ code: "ENGINE_OPEN_FAILED" });
    });
  },
);
