import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const fileAt = (name: string) => fileURLToPath(new URL(`../../../deploy/${name}`, import.meta.url));
const analyzer = "/usr/bin/systemd-analyze";
const missing = existsSync(analyzer) ? "" : " (skipped: systemd-analyze is not installed)";

describe.skipIf(missing !== "")(`the systemd unit${missing}`, () => {
  it("is one that systemd finds nothing wrong with", async () => {
    const { stdout, stderr } = await run(analyzer, ["verify", fileAt("saccade.service")]);
    expect(`${stdout}${stderr}`).toBe("");
  });
});

describe("the container file", () => {
  it("copies only what is there, once the project is built", async () => {
    const text = await readFile(fileAt("Containerfile"), "utf8");
    const copied = [...text.matchAll(/^COPY --from=build \/opt\/saccade\/(\S+)/gm)];
    expect(copied.length).toBeGreaterThan(4);
    for (const [, name] of copied) expect(existsSync(fileAt(`../${name}`)), name).toBe(true);
  });
});
