import { Argument } from "commander";
import { z } from "zod";
import { fitHead, type FitHeadResult } from "../../app/heads/fit-head.ts";
import { fail } from "../../core/errors.ts";
import { parseSplit } from "../../evaluate/splits.ts";
import { readHeads } from "../../heads/head-store.ts";
import { headKinds } from "../../heads/kinds/index.ts";
import { checkpointedSensors } from "../../learn/checkpoint/list-checkpoints.ts";
import type { CliCommand, CommandContext, CommandResult } from "../command.ts";
import { numberOption, readOptions } from "../options.ts";
import { headLines, headTable } from "../ui/head-lines.ts";
import { openLiveScreen } from "../ui/live-screen.ts";

const actions = ["fit", "list"] as const;
const optionsSchema = z.object({
  checkpoint: z.string(),
  sensor: z.string().optional(),
  recording: z.string().optional(),
  stream: z.string().optional(),
  column: z.string().optional(),
  labels: z.number().optional(),
  kind: z.string(),
  name: z.string().optional(),
  fit: z.string(),
  split: z.string(),
  seed: z.number(),
  baselines: z.boolean().default(false),
  draws: z.number(),
});
type Options = z.output<typeof optionsSchema>;

/** Small supervised answers on frozen features, from a few labels. */
export const head: CliCommand = {
  define: (command) => {
    command
      .addArgument(new Argument("<action>", "what to do").choices(actions))
      .requiredOption("--checkpoint <dir>", "where the encoder is kept, and the heads beside it")
      .option("--sensor <name>", "the sensor that the encoder was trained for")
      .option("--recording <recording>", "frames with labels: a recording, or sim:city?seed=1")
      .option("--stream <name>", "the recording's stream that feeds the sensor")
      .option("--column <name>", "the label column to predict")
      .option(
        "--labels <n>",
        "labels to draw from the range to fit on; all when left out",
        numberOption({ min: 1, isWhole: true }),
      )
      .option("--kind <kind>", `one of ${headKinds.names.join(", ")}`, "ridge")
      .option("--name <name>", "what the head is called; the column's name when left out")
      .option("--fit <a:b>", "frames to draw labels from, in time order", "0:0.7")
      .option("--split <a:b>", "frames that it is scored on", "0.7:1")
      .option("--seed <n>", "of the draw of the labels", numberOption({ min: 0, isWhole: true }), 1)
      .option("--baselines", "also fit it on a thumbnail, PCA, an untrained encoder, and compare")
      .option(
        "--draws <n>",
        "draws of the labels to compare on",
        numberOption({ min: 1, max: 100, isWhole: true }),
        5,
      );
  },
  examples: [
    [
      "npx saccade head fit --recording drive --checkpoint checkpoints/drive --sensor camera --column steering --labels 50",
      "steering from 50 labels, published by the next 'run' with this checkpoint",
    ],
    [
      "npx saccade head fit --recording 'sim:city?seed=1&seconds=600' --checkpoint checkpoints/demo --sensor lidar --column obstacleFrontM --labels 50 --baselines",
      "distance to what is ahead, beside what pixels and a supervised network make of the same labels",
    ],
    [
      "npx saccade head fit --recording drive --checkpoint checkpoints/drive --sensor camera --column lane --kind logistic",
      "a class with its probability",
    ],
    ["npx saccade head list --checkpoint checkpoints/drive", "which heads there are, and how good"],
  ],
  run: async (context, [action], raw) => {
    const options = readOptions(optionsSchema, raw);
    return z.enum(actions).parse(action) === "fit" ? fit(context, options) : list(options);
  },
};

async function fit(context: CommandContext, options: Options): Promise<CommandResult> {
  const needed = (name: "sensor" | "recording" | "column"): string =>
    options[name] ?? fail("USAGE_INVALID", `--${name}`, "'head fit' needs it");
  const { checkpoint, stream, labels, name, kind, seed } = options;
  const screen = openLiveScreen(context);
  try {
    const result: FitHeadResult = await fitHead({
      ...{ checkpoint, stream, labels, name, kind, seed },
      sensor: needed("sensor"),
      recording: needed("recording"),
      column: needed("column"),
      fit: parseSplit("--fit", options.fit),
      test: parseSplit("--split", options.split),
      draws: options.baselines ? options.draws : undefined,
      signal: context.signal,
      clock: context.clock,
      log: context.log,
      onProgress: (sentence) => {
        screen.update(() => ({ screen: [sentence], plain: [sentence] }));
      },
    });
    screen.close();
    return { json: { ...result }, text: headLines(result) };
  } finally {
    screen.close();
  }
}

async function list({ checkpoint, sensor }: Options): Promise<CommandResult> {
  const sensors = sensor === undefined ? await checkpointedSensors(checkpoint) : [sensor];
  const found = [];
  for (const of of sensors) {
    for (const read of await readHeads(checkpoint, of)) found.push({ ...read, sensor: of });
  }
  return {
    json: {
      directory: checkpoint,
      heads: found.map((entry) => {
        const { name, sensor: of, path } = entry;
        if ("problem" in entry) return { name, sensor: of, path, problem: entry.problem };
        const { column, kind, labels, score, modelVersion, contractVersion } = entry.head;
        return {
          ...{ name, sensor: of, path, column, kind, labels, score },
          ...{ modelVersion, contractVersion, keepsSamples: entry.head.samples !== undefined },
        };
      }),
    },
    text: headTable(found),
  };
}
