import { expect, it } from "vitest";
import { writeMemory } from "../../../src/learn/memory/memory-file.ts";
import { cameraSample } from "../../support/samples.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { lastJson, runCli } from "./run-cli.ts";

it("saccade memory shows what was remembered, and says how to keep one", async () => {
  const root = await temporaryFolder();
  const none = await runCli("memory", root);
  expect(none.code).toBe(2);
  expect(none.err).toContain("learn.memory.saveEveryS");

  const samples = [0, 100, 61_000].map((ms) => cameraSample({ ms }));
  await writeMemory(root, "camera", { main: [{ samples, bytes: 36, uses: 6 }], heldOut: [] });
  const { code, out } = await runCli("memory", root, "--json");
  expect(code).toBe(0);
  expect(lastJson(out)).toMatchObject({
    sensors: [{ sensor: "camera", main: { frames: 3, stretches: 1, ageS: { oldest: 61 } } }],
  });
  expect((await runCli("memory", root)).out).toMatch(/camera +learned from +3 +1 +36 B +1:01/);
});
