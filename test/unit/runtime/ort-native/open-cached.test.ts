import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { InferenceSession } from "../../../../src/runtime/engine.ts";
import { openCached, type EngineShop } from "../../../../src/runtime/ort-native/open-cached.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const y = { name: "y", dtype: "float32", shape: [1] } as const;
const options = (weight: number) => ({
  model: Uint8Array.of(weight),
  inputs: [],
  outputs: [y],
  threads: 1,
});

describe("openCached", () => {
  let shop: EngineShop & { readonly built: number[]; readonly closed: number[]; refuses: boolean };
  beforeEach(async () => {
    const path = (place: Readonly<Record<string, string>>): string =>
      join(place["trt_engine_cache_path"]!, "graph.engine");
    const built: number[] = [];
    const closed: number[] = [];
    shop = {
      root: await temporaryFolder(),
      key: { gpu: "g", tensorRt: "t", onnxRuntime: "o", precision: "float16" },
      built,
      closed,
      refuses: false,
      build: async ({ model }, place) => {
        if (model[0] === 0) throw new Error("no engine for it");
        built.push(model[0]!);
        shop.refuses = false;
        await writeFile(path(place), String(model[0]));
      },
      // Answers with what lies in the engine, so with the wrong one's weight where places are mixed up.
      open: async (_, place): Promise<InferenceSession> => {
        if (shop.refuses) throw new Error("of another driver");
        const weight = Number(await readFile(path(place), "utf8"));
        return {
          run: () => Promise.resolve({ y: { ...y, data: Float32Array.of(weight) } }),
          load: () => Promise.reject(new Error("never asked")),
          close: () => {
            closed.push(weight);
            return Promise.resolve();
          },
        };
      },
    };
  });
  const answer = async (session: InferenceSession) => (await session.run({}))["y"]!.data[0];

  it("builds once: a second opening of the same model takes what lies there", async () => {
    await openCached(shop, options(7));
    expect(await answer(await openCached(shop, options(7)))).toBe(7);
    expect(shop.built).toEqual([7]);
  });

  it("goes over to other weights of the same graph, each answered by its own engine", async () => {
    const session = await openCached(shop, options(7));
    await session.load(Uint8Array.of(8));
    expect(await answer(session)).toBe(8);
    await session.load(Uint8Array.of(7));
    expect(await answer(session)).toBe(7);
    expect([shop.built, shop.closed]).toEqual([
      [7, 8],
      [7, 8],
    ]);
  });

  it("builds an engine anew that is whole and does not open", async () => {
    await openCached(shop, options(7));
    shop.refuses = true;
    expect(await answer(await openCached(shop, options(7)))).toBe(7);
    expect(shop.built).toEqual([7, 7]);
  });

  it("answers on after a model that cannot be built, and leaves nothing of it", async () => {
    const session = await openCached(shop, options(7));
    await expect(session.load(Uint8Array.of(0))).rejects.toThrow("no engine for it");
    expect(await answer(session)).toBe(7);
    const [shelf] = await readdir(shop.root);
    const folders = (await readdir(join(shop.root, shelf!))).filter((name) => name.length === 32);
    expect(folders).toHaveLength(1);
  });

  it("closes what was being loaded when it was closed", async () => {
    const session = await openCached(shop, options(7));
    const loading = session.load(Uint8Array.of(8));
    await session.close();
    await loading;
    expect(shop.closed).toEqual([7, 8]);
  });
});
