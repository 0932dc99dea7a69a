import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  manifestFile,
  parseManifest,
  printManifest,
} from "../../../../src/learn/checkpoint/manifest.ts";
import { writeCheckpoint } from "../../../../src/learn/checkpoint/write-checkpoint.ts";
import { checkpointContent } from "../../../support/checkpoint-content.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

async function manifestText(): Promise<string> {
  const { path } = await writeCheckpoint(await temporaryFolder(), checkpointContent());
  return readFile(join(path, manifestFile), "utf8");
}

describe("manifest", () => {
  it("reads what it printed, and prints it the same again", async () => {
    const text = await manifestText();
    const manifest = parseManifest(text);
    expect(manifest).toMatchObject({ format: 1, sensor: "camera", step: 50, seed: 1 });
    expect(manifest.extra).toEqual({ framesSeen: 1234 });
    expect(printManifest(manifest)).toBe(text);
  });

  it("refuses itself cut off at any byte", async () => {
    const whole = Buffer.from((await manifestText()).trimEnd());
    for (let length = 0; length < whole.length; length++) {
      expect(() => parseManifest(whole.subarray(0, length).toString()), `${length}`).toThrow();
    }
  });

  it("refuses itself with any one bit of a byte changed", async () => {
    const whole = Buffer.from(await manifestText());
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] = changed[at]! ^ (1 << (at % 7));
      // A space that became another space is the same manifest.
      if (/\s/.test(String.fromCharCode(whole[at]!, changed[at]!)[1]!)) continue;
      expect(() => parseManifest(changed.toString()), `byte ${at}`).toThrow();
    }
  }, 20_000);

  it("says which format it cannot read", () => {
    expect(() => parseManifest('{"format": 2}')).toThrow(/format 2/);
  });
});
