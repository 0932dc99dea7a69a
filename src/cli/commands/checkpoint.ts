import { Argument } from "commander";
import { z } from "zod";
import { fail } from "../../core/errors.ts";
import {
  listCheckpoints,
  type CheckpointSummary,
} from "../../learn/checkpoint/list-checkpoints.ts";
import { rollback } from "../../learn/checkpoint/rollback.ts";
import { readCheckpointKeys } from "../../learn/checkpoint/signature.ts";
import { verifyCheckpoint } from "../../learn/checkpoint/verify-checkpoint.ts";
import type { CliCommand, CommandResult } from "../command.ts";
import { readOptions, repeated } from "../options.ts";
import { table } from "../ui/table.ts";
import { bytes, count } from "../ui/words.ts";

const actions = ["list", "verify", "rollback"] as const;
const optionsSchema = z.object({
  sensor: z.string().optional(),
  trust: z.array(z.string()).optional(),
});

/** Shows what was learned and kept, checks it, or goes back to what was before. */
export const checkpoint: CliCommand = {
  define: (command) => {
    command
      .argument("<directory>", "where checkpoints are kept")
      .addArgument(new Argument("[action]", "what to do").choices(actions).default("list"))
      .option("--sensor <name>", "this sensor only")
      .option("--trust <file>", "verify: a public key that must have signed; repeatable", repeated);
  },
  examples: [
    ["npx saccade checkpoint checkpoints/demo list", "what was kept, and which one answers"],
    ["npx saccade checkpoint checkpoints/demo verify", "read every byte and check every hash"],
    [
      "npx saccade checkpoint checkpoints/demo verify --trust fleet.pem",
      "and that each was signed with the other half of this key",
    ],
    [
      "npx saccade checkpoint checkpoints/demo rollback --sensor camera",
      "go back to the one before",
    ],
  ],
  run: async (_, [directory, action], raw) => {
    const root = z.string().parse(directory);
    const { sensor, trust } = readOptions(optionsSchema, raw);
    const all = await listCheckpoints(root);
    const kept = all.filter((c) => sensor === undefined || c.sensor === sensor);
    if (kept.length === 0) {
      fail(
        "CHECKPOINT_MISSING",
        root,
        sensor === undefined ? "a checkpoint" : `a checkpoint of sensor '${sensor}'`,
      );
    }
    switch (z.enum(actions).parse(action)) {
      case "list":
        return { json: { directory: root, checkpoints: kept }, text: listLines(kept) };
      case "verify":
        return verify(root, kept, trust);
      case "rollback":
        return goBack(root, kept);
    }
  },
};

function listLines(kept: readonly CheckpointSummary[]): readonly string[] {
  return table(
    [
      { title: "", align: "left" },
      { title: "sensor", align: "left" },
      { title: "step" },
      { title: "model", align: "left" },
      { title: "size" },
      { title: "written", align: "left" },
    ],
    kept.map((c) => [
      c.isCurrent ? "*" : "",
      c.sensor,
      count(c.step),
      c.problem === undefined ? (c.modelVersion ?? "") : `damaged: ${c.problem}`,
      c.sizeBytes === undefined ? "" : bytes(c.sizeBytes),
      c.writtenMs === undefined ? "" : new Date(c.writtenMs).toISOString(),
    ]),
  );
}

async function verify(
  root: string,
  kept: readonly CheckpointSummary[],
  keyFiles: readonly string[] | undefined,
): Promise<CommandResult> {
  const { trust } = await readCheckpointKeys({ trust: keyFiles });
  const checked = [];
  for (const { sensor, step, path, isCurrent } of kept) {
    const problem = await verifyCheckpoint(path, { trust });
    checked.push({ sensor, step, path, isCurrent, isWhole: problem === undefined, problem });
  }
  const damaged = checked.filter((c) => !c.isWhole);
  return {
    json: { directory: root, checkpoints: checked },
    text: [
      ...checked.map((c) => `${c.sensor} step ${count(c.step)}: ${c.problem ?? "whole"}`),
      `${checked.length - damaged.length} of ${checked.length} are whole`,
    ],
    exitCode: damaged.length === 0 ? 0 : 1,
  };
}

async function goBack(root: string, kept: readonly CheckpointSummary[]): Promise<CommandResult> {
  const sensors = [...new Set(kept.map((c) => c.sensor))];
  const [sensor] = sensors;
  if (sensor === undefined || sensors.length > 1) {
    fail("OPTION_INVALID", "--sensor", `one of ${sensors.join(", ")}`, undefined);
  }
  const { from, to } = await rollback(root, sensor);
  return {
    json: { directory: root, sensor, from, to },
    text: [`${sensor}: ${to} answers now instead of ${from}; the next run starts from it`],
  };
}
