import { z } from "zod";
import { fail } from "../../core/errors.ts";
import { rememberedSensors } from "../../learn/memory/remembered-sensors.ts";
import { describeMemory, type MemoryDescription } from "../../learn/memory/describe-memory.ts";
import { readMemory } from "../../learn/memory/memory-file.ts";
import type { CliCommand } from "../command.ts";
import { readOptions } from "../options.ts";
import { table } from "../ui/table.ts";
import { bytes, count, decimal, duration } from "../ui/words.ts";

const optionsSchema = z.object({ sensor: z.string().optional() });

/** Shows what a learner remembered when it last wrote its memory down. */
export const memory: CliCommand = {
  define: (command) => {
    command
      .argument(
        "<directory>",
        "where checkpoints are kept; learn.memory.saveEveryS writes it there",
      )
      .option("--sensor <name>", "this sensor only");
  },
  examples: [
    ["npx saccade memory checkpoints/demo", "what is in it, how old, how redundant"],
    ["npx saccade memory checkpoints/demo --sensor camera --json", "one sensor's, for a script"],
  ],
  run: async (_, [directory], raw) => {
    const root = z.string().parse(directory);
    const { sensor } = readOptions(optionsSchema, raw);
    const sensors = sensor === undefined ? await rememberedSensors(root) : [sensor];
    const found = [];
    for (const name of sensors) {
      const kept = await readMemory(root, name);
      if (!kept) continue;
      const described = { main: describeMemory(kept.main), heldOut: describeMemory(kept.heldOut) };
      found.push({ sensor: name, ...described });
    }
    if (found.length === 0) {
      fail("CHECKPOINT_MISSING", root, "a memory; set learn.memory.saveEveryS to keep one");
    }
    const rows = found.flatMap(({ sensor: name, main, heldOut }) => [
      ...(main ? [rowOf(name, "learned from", main)] : []),
      ...(heldOut ? [rowOf(name, "held out", heldOut)] : []),
    ]);
    return { json: { directory: root, sensors: found }, text: table(columns, rows) };
  },
};

const columns = [
  { title: "sensor", align: "left" },
  { title: "part", align: "left" },
  { title: "frames" },
  { title: "stretches" },
  { title: "size" },
  { title: "oldest" },
  { title: "median age" },
  { title: "uses a frame" },
  { title: "redundancy" },
  { title: "near copies" },
] as const;

function rowOf(sensor: string, part: string, held: MemoryDescription): readonly string[] {
  return [
    sensor,
    part,
    count(held.frames),
    count(held.stretches),
    bytes(held.bytes),
    duration(held.ageS.oldest),
    duration(held.ageS.median),
    decimal(held.usesPerFrame.mean, 1),
    decimal(held.redundancy, 3),
    held.nearCopies === undefined ? "–" : `${Math.round(100 * held.nearCopies)} %`,
  ];
}
