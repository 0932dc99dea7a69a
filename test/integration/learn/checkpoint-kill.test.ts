import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import { readCheckpoint } from "../../../src/learn/checkpoint/read-checkpoint.ts";
import { writeCheckpoint } from "../../../src/learn/checkpoint/write-checkpoint.ts";
import { checkpointContent } from "../../support/checkpoint-content.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const seed = 7;
const elements = 300_000;

/** A program that writes checkpoints in a loop and prints the value of each one that is done. */
function writerScript(root: string, first: number, sameStep: boolean): string {
  const module = new URL("../../../dist/learn/checkpoint/write-checkpoint.js", import.meta.url)
    .href;
  return `
    import { writeCheckpoint } from ${JSON.stringify(module)};
    for (let value = ${first}; ; value++) {
      const data = new Float32Array(${elements}).fill(value);
      await writeCheckpoint(${JSON.stringify(root)}, {
        sensor: "camera", step: ${sameStep ? "1" : "value"}, seed: 1, config: {}, versions: {},
        state: { w: { dtype: "float32", shape: [${elements}], data } },
        modelTensors: ["w"], extra: null,
      });
      process.stdout.write(value + "\\n");
    }`;
}

describe("a writer killed at any moment", () => {
  it.each([
    ["leaves the last checkpoint it finished, or the next one", false],
    ["never loses the checkpoint it was replacing", true],
  ])("%s", async (_, sameStep) => {
    const root = await temporaryFolder();
    const random = randomFor(seed, String(sameStep));
    let finished = 0;
    for (let round = 0; round < 5; round++) {
      const script = writerScript(root, finished + 1, sameStep);
      const child = spawn(process.execPath, ["--input-type=module", "-e", script]);
      const exited = once(child, "exit");
      let printed = "";
      child.stdout.on("data", (chunk: Buffer) => {
        printed += chunk.toString();
      });
      await once(child.stdout, "data");
      await new Promise((resolve) => setTimeout(resolve, random.uniform() * 60));
      child.kill("SIGKILL");
      await exited;
      finished = Number(printed.trim().split("\n").at(-1));
      const { state } = await readCheckpoint(root, "camera");
      const value = Number(state["w"]!.data[0]);
      expect([finished, finished + 1], `seed ${seed}, round ${round}`).toContain(value);
      finished = value;
      const left = (await readdir(join(root, "camera"))).filter((name) => name.startsWith("."));
      expect(left).toEqual([]);
    }
  });

  it("that may write no more says so and keeps the last checkpoint (file size limit)", async () => {
    const root = await temporaryFolder();
    await writeCheckpoint(root, checkpointContent({ step: 25 }));
    const script = writerScript(root, 26, false);
    const command = `ulimit -f 100; exec "$0" --input-type=module -e "$1"`;
    const child = spawn("sh", ["-c", command, process.execPath, script]);
    let printed = "";
    child.stderr.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    await once(child, "close");
    expect(printed).toMatch(/step-00000026.*EFBIG.*CHECKPOINT_WRITE_FAILED/s);
    expect((await readCheckpoint(root, "camera")).manifest.step).toBe(25);
    const names = (await readdir(join(root, "camera"))).sort();
    expect(names).toEqual(["current", "step-00000025"]);
  });
});
