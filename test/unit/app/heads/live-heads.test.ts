import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLiveHeads } from "../../../../src/app/heads/live-heads.ts";
import { openBatchEncoder } from "../../../../src/app/encode-samples.ts";
import { createLogger } from "../../../../src/core/log.ts";
import type { Matrix } from "../../../../src/core/matrix.ts";
import { rowOf, selectRows } from "../../../../src/core/matrix.ts";
import { r2Score } from "../../../../src/evaluate/r2-score.ts";
import { headFolder } from "../../../../src/heads/head-folder.ts";
import { readHead, writeHead } from "../../../../src/heads/head-store.ts";
import { ridge } from "../../../../src/heads/kinds/ridge.ts";
import { compileStep } from "../../../../src/learn/compile-step.ts";
import { initialState } from "../../../../src/learn/initial-state.ts";
import type { SensorEncoder } from "../../../../src/learn/learner-messages.ts";
import { packEncoder } from "../../../../src/learn/pack-encoder.ts";
import { engines } from "../../../../src/runtime/index.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { tinySpec, wallDrive } from "../../../support/tiny-learner.ts";

const spec = tinySpec({
  encoder: { name: "merge", widths: [8, 16], expansion: 0, mixing: 0, channels: 4 },
});
const drive = wallDrive({ frames: 90, seed: 5 });
/** How red the frame is, and not blue: what any encoder tells. */
const labels = Float64Array.from(drive, ({ pixels }) => {
  return Array.from(pixels).reduce(
    (sum: number, value: number, i: number) => sum + value * (1 - (i % 3)),
    0,
  );
});
/** Every other frame has a label; the rest is for testing. */
const known = [...drive.keys()].filter((row) => row % 2 === 0);
const { state, constants } = compileStep(spec);

/** An encoder of its own weights, and what it says of the drive. */
async function trained(seed: number): Promise<{ encoder: SensorEncoder; features: Matrix }> {
  const weights = initialState([...state, ...constants], seed);
  const engine = await engines.get("ort-node").create({ provider: "cpu" });
  const batch = await openBatchEncoder({ engine, spec, state: weights, threads: 1 });
  const features = await batch.encode(drive);
  await engine.close();
  const packed = packEncoder(spec, { state: weights, step: seed, batch: 1 });
  return { encoder: { ...packed, sensor: "camera" }, features };
}

const [first, second] = [await trained(1), await trained(2)];

/** A folder with a head that was fitted on the first encoder. */
async function fittedHead(contractVersion?: number): Promise<string> {
  const root = await temporaryFolder();
  const fitting = { seed: 1, threads: 1, engine: () => Promise.reject(new Error("not needed")) };
  const own = Float64Array.from(known, (row) => labels[row]!);
  const { model } = await ridge.fit({
    ...fitting,
    features: selectRows(first.features, known),
    labels: own,
  });
  await writeHead(
    root,
    {
      ...{ format: 1, name: "light", sensor: "camera", column: "light", kind: "ridge", seed: 1 },
      ...{ modelVersion: first.encoder.version, contractVersion, labels: own.length, model },
      score: { n: 0, reason: "none" },
    },
    { samples: known.map((row) => drive[row]!), labels: own },
  );
  return root;
}

function open(root: string, contractVersion?: number) {
  const lines: string[] = [];
  const heads = openLiveHeads({
    root,
    engine: { name: "ort-node", provider: "cpu" },
    threads: 1,
    niceness: 0,
    log: createLogger({ level: "warn", write: (line) => lines.push(line) }),
    bindingOf: ({ version }) => ({ modelVersion: version, contractVersion }),
  });
  const outputs = ({ encoder, features }: typeof first) =>
    drive.map((_, row) => {
      const embedding = Float32Array.from(rowOf(features, row));
      const grid = { rows: 1, columns: 1, channels: embedding.length };
      return heads.outputs("camera", { embedding, grid, version: encoder.version, step: 1 });
    });
  return { heads, outputs, lines };
}

/** How well the only head tells the frames that it was not fitted on. */
function r2Of(outputs: ReturnType<ReturnType<typeof open>["outputs"]>): number {
  const test = [...drive.keys()].filter((row) => row % 2 === 1);
  const predicted = Float64Array.from(test, (row) => outputs[row]![0]!.value);
  return r2Score(
    Float64Array.from(test, (row) => labels[row]!),
    predicted,
  )!;
}

describe("live heads", () => {
  it("answer on the model they were fitted for, and say nothing of one they do not know", async () => {
    const { heads, outputs } = open(await fittedHead());
    await heads.prepare(first.encoder);
    expect(outputs(first)[0]).toMatchObject([{ name: "light", origin: "exact" }]);
    expect(r2Of(outputs(first))).toBeGreaterThan(0.2);
    expect(outputs(second)[0]).toEqual([]);
  });

  it("are fitted again on their own frames for another model, and are as good there", async () => {
    const { heads, outputs } = open(await fittedHead());
    await heads.prepare(first.encoder);
    await heads.prepare(second.encoder);
    expect(outputs(second)[0]).toMatchObject([{ origin: "refitted" }]);
    expect(r2Of(outputs(second))).toBeGreaterThan(0.2);
    // Those of the encoder before it stay: frames on their way are answered by it.
    expect(outputs(first)[0]).toMatchObject([{ origin: "exact" }]);
  });

  it("are carried over under the same contract, and fitted again under another", async () => {
    const root = await fittedHead(3);
    const same = open(root, 3);
    await same.heads.prepare(second.encoder);
    expect(same.outputs(second)[0]).toMatchObject([{ origin: "carried" }]);
    const other = open(root, 4);
    await other.heads.prepare(second.encoder);
    expect(other.outputs(second)[0]).toMatchObject([{ origin: "refitted" }]);
  });

  it("are stale, and said to be, where their frames are lost", async () => {
    const root = await fittedHead();
    const { samples } = await readHead(root, "camera", "light");
    await rm(join(headFolder(root, "camera"), samples!.file));
    const { heads, outputs, lines } = open(root);
    await heads.prepare(second.encoder);
    expect(outputs(second)[0]).toMatchObject([{ origin: "stale" }]);
    // What would have been published without a word.
    expect(r2Of(outputs(second))).toBeLessThan(0);
    expect(lines.join()).toContain("head 'light' is stale");
    await heads.close();
  });

  it("cost nothing where there are none", async () => {
    const { heads, outputs, lines } = open(await temporaryFolder());
    await heads.prepare(first.encoder);
    expect(outputs(first)[0]).toEqual([]);
    expect(lines).toEqual([]);
  });
});
