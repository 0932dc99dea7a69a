import { execFile } from "node:child_process";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const source = fileURLToPath(new URL("../../../native", import.meta.url));

/** Builds a copy of the sources with `compiler`, which is not there. */
async function build(args: readonly string[]): Promise<{ code: unknown; stderr: string }> {
  const root = await temporaryFolder();
  await mkdir(join(root, "native"));
  for (const part of ["build.mjs", "ort", "binding"]) {
    await cp(join(source, part), join(root, "native", part), { recursive: true });
  }
  const env = { ...process.env, CXX: "/nowhere/c++" };
  return new Promise((resolve) => {
    const script = join(root, "native/build.mjs");
    execFile(process.execPath, [script, ...args], { env }, (error, _stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stderr });
    });
  });
}

it("succeeds without a compiler in `npm ci`, and says in one line what is missing", async () => {
  const { code, stderr } = await build(["--optional", "--all"]);
  expect(code).toBe(0);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(stderr).toMatch(/native addon not built: no C\+\+ compiler.*runs on onnxruntime-node/);
});

it("fails without a compiler when the addon is what was asked for", async () => {
  const { code, stderr } = await build([]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/no C\+\+ compiler \(tried \/nowhere\/c\+\+\)/);
});
