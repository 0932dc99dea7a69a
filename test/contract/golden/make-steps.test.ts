import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../support/documents.ts";
import { goldenCases, readGolden } from "../../support/golden-steps.ts";
import { findPython } from "../../support/python.ts";
import { relativeError } from "../../support/relative-error.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const python = await findPython("torch");
const isMissing = "missing" in python;
const title = isMissing ? `skipped: ${python.missing}` : `PyTorch ${python.version}`;

describe.skipIf(isMissing)(`test/golden/make_steps.py (${title})`, () => {
  it("makes the vectors that are there", async () => {
    const folder = await temporaryFolder();
    const path = isMissing ? "" : python.path;
    await promisify(execFile)(path, ["test/golden/make_steps.py", folder], {
      cwd: projectRoot,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    });
    const made = pathToFileURL(`${folder}/`);
    for (const encoder of Object.keys(goldenCases.encoders)) {
      const [there, now] = [readGolden(encoder), readGolden(encoder, made)];
      expect(now.settings).toEqual(there.settings);
      expect(Object.keys(now.cases)).toEqual(Object.keys(there.cases));
      for (const [name, golden] of Object.entries(there.cases)) {
        const again = now.cases[name]!;
        expect(again.tensors).toEqual(golden.tensors);
        expect(relativeError(again.gradients, golden.gradients), name).toBeLessThan(1e-6);
        for (const [optimizer, run] of Object.entries(golden.optimizers)) {
          const { scalars, moved } = again.optimizers[optimizer]!;
          expect(relativeError(moved, run.moved), `${name} ${optimizer}`).toBeLessThan(1e-6);
          expect(relativeError(scalars["loss"]!, run.scalars["loss"]!), name).toBeLessThan(1e-9);
        }
      }
    }
  }, 300_000);
});
