import { readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { findEngine, type CachedEngine } from "../../../../src/runtime/ort-native/engine-cache.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const key = {
  gpu: "Orin",
  tensorRt: "libnvinfer.so.10.3.0",
  onnxRuntime: "1.25.1",
  precision: "float16",
};
const model = Uint8Array.of(1, 2, 3);

describe("the cache of engines", () => {
  let root = "";
  beforeEach(async () => {
    root = await temporaryFolder();
  });
  const folderOf = ({ options }: CachedEngine): string => options["trt_engine_cache_path"]!;
  const find = (changed: Partial<Parameters<typeof findEngine>[0]> = {}) =>
    findEngine({ root, key, model, ...changed });
  /** As the runtime does on the options of the place. */
  const build = async (place: CachedEngine): Promise<CachedEngine> => {
    await writeFile(join(folderOf(place), "graph_1_sm87.engine"), "an engine");
    await place.seal();
    return place;
  };

  it("has what was built and sealed, and nothing before", async () => {
    expect((await find()).isBuilt).toBe(false);
    await build(await find());
    expect((await find()).isBuilt).toBe(true);
  });

  it.each([
    ["another GPU", { key: { ...key, gpu: "Thor" } }],
    ["another TensorRT", { key: { ...key, tensorRt: "libnvinfer.so.10.13.0" } }],
    ["another ONNX Runtime", { key: { ...key, onnxRuntime: "1.26.0" } }],
    ["another precision", { key: { ...key, precision: "float32" } }],
    ["other weights", { model: Uint8Array.of(1, 2, 4) }],
  ])("has nothing for %s, and keeps what it has", async (_, changed) => {
    const built = await build(await find());
    const other = await find(changed);
    expect(other.isBuilt).toBe(false);
    expect(folderOf(other)).not.toBe(folderOf(built));
    expect((await find()).isBuilt).toBe(true);
  });

  it("shares the timings among the models of one key only", async () => {
    const [one, same, other] = await Promise.all([
      find(),
      find({ model: Uint8Array.of(9) }),
      find({ key: { ...key, gpu: "Thor" } }),
    ]);
    const timings = (place: CachedEngine) => place.options["trt_timing_cache_path"];
    expect(timings(same)).toBe(timings(one));
    expect(timings(other)).not.toBe(timings(one));
  });

  it.each([
    ["was cut short", (file: string) => truncate(file, 4)],
    ["was changed", (file: string) => writeFile(file, "another one")],
    ["is gone", (file: string) => rm(file)],
  ])("deletes an engine that %s", async (_, spoil) => {
    const folder = folderOf(await build(await find()));
    await spoil(join(folder, "graph_1_sm87.engine"));
    expect((await find()).isBuilt).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ["was never sealed", undefined],
    ["has a broken seal", "{"],
    ["has a seal of something else", '{"files":3}'],
  ])("deletes an engine that %s", async (_, seal) => {
    const folder = folderOf(await build(await find()));
    if (seal === undefined) await rm(join(folder, "seal.json"));
    else await writeFile(join(folder, "seal.json"), seal);
    expect((await find()).isBuilt).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  it("keeps the newest four of a key", async () => {
    const models = [1, 2, 3, 4, 5, 6].map((weight) => Uint8Array.of(weight));
    for (const each of models) await build(await find({ model: each }));
    const shelf = join(folderOf(await find({ model: models[5]! })), "..");
    const folders = (await readdir(shelf)).filter((name) => /^[0-9a-f]{32}$/.test(name));
    expect(folders).toHaveLength(4);
    expect((await find({ model: models[5]! })).isBuilt).toBe(true);
  });
});
