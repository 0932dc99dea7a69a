import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "./run-program.mjs";

/** Answers in half precision differ by this part of the largest. */
const tolerance = 2e-2;

/** The promoted encoder through TensorRT: same answers, faster, and built only once. */
export const tensorRt = {
  name: "TensorRT answers",
  run: async (context) => {
    const doctor = await runProgram(["dist/cli/main.js", "doctor", "--json"], context);
    const { usable, reason } = doctor.providers.tensorrt;
    if (!usable) return { skipped: reason };
    const folder = await mkdtemp(join(tmpdir(), "saccade-engines-"));
    try {
      const program = ["test/hardware/encoder-answers.mjs"];
      const ask = (request) => runProgram([...program, JSON.stringify(request)], context);
      const plain = await ask(context.engine);
      const accelerated = {
        provider: "tensorrt",
        options: { trt_fp16_enable: "1" },
        cacheFolder: folder,
      };
      const built = await ask(accelerated);
      const again = await ask(accelerated);
      const largest = Math.max(...plain.map.map(Math.abs));
      const difference =
        Math.max(...plain.map.map((value, i) => Math.abs(value - again.map[i]))) / largest;
      return {
        isRight: difference <= tolerance && again.openS < built.openS,
        claim: `answers within ${tolerance} of the largest; a second opening builds nothing`,
        rows: [
          { on: context.provider, openS: plain.openS, ms: plain.ms },
          { on: "tensorrt, first", openS: built.openS, ms: built.ms },
          { on: "tensorrt, again", openS: again.openS, ms: again.ms, difference },
        ],
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
