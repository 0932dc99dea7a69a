import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { runProgram } from "./run-program.mjs";

const isThere = (python) =>
  promisify(execFile)(python, ["-c", "import torch"]).then(
    () => true,
    () => false,
  );

/** `bench train-step` with both sides on the device. */
export const againstTorch = {
  name: "speed against PyTorch",
  run: async (context) => {
    const { python, provider, isTiny } = context;
    if (isTiny) return { skipped: "a tiny run is no measurement" };
    if (!(await isThere(python))) return { skipped: `${python} has no torch` };
    const found = await runProgram(
      [
        "dist/cli/main.js",
        "bench",
        "train-step",
        "--provider",
        provider,
        "--python",
        python,
        "--rounds",
        "5",
        "--json",
      ],
      context,
    );
    const rows = Object.entries(found.results).map(([name, result]) => ({
      case: name,
      oursMs: result.medianMs,
      torchMs: result.torchMs,
      ratio: found.ratios[`${name}VsTorch`],
      setting: result.torchSetting,
    }));
    return {
      isRight: rows.every(({ ratio }) => ratio >= 1),
      claim: `speed against PyTorch ${found.machine.torch} eager, float32 on both sides: at least 1`,
      rows,
    };
  },
};
