import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProfile } from "./read-profile.mjs";
import { runSteps } from "./run-program.mjs";

const steps = 5;

/**
 * What crosses between host and device in a step: the batch in, the losses out, no state. Counted by the engine
 * for what it binds, and by the runtime's profile for what it copies between operators.
 */
export const traffic = {
  name: "the state stays on the device",
  run: async (context) => {
    const folder = await mkdtemp(join(tmpdir(), "saccade-profile-"));
    try {
      const request = { steps, sizes: context.sizes, isPlain: true, ...context.engine };
      const { cases } = await runSteps({ ...request, profile: join(folder, "step") }, context);
      const files = await readdir(folder);
      const rows = [];
      for (const [name, found] of Object.entries(cases)) {
        const file = files.find((each) => each.startsWith(`step-${name}`));
        // onnxruntime-node writes none: then only what is bound is counted.
        const { operators, copiedBytes } = file
          ? await readProfile(join(folder, file), steps)
          : { operators: {}, copiedBytes: 0 };
        const { inputBytes, outputBytes, stateBytes } = found.traffic;
        rows.push({
          case: name,
          batch: found.batchBytes,
          losses: found.outputBytes,
          moved: (inputBytes + outputBytes + stateBytes) / steps + copiedBytes,
          state: found.stateBytes,
          ...operators,
        });
      }
      return {
        isRight: rows.every(({ batch, losses, moved }) => moved === batch + losses),
        claim: "bytes moved in a step are those of the batch and the losses; operators by provider",
        rows,
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
