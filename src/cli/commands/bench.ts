import { z } from "zod";
import { suites } from "../../bench/index.ts";
import type { CliCommand } from "../command.ts";
import { numberOption, readOptions, repeated } from "../options.ts";
import { table } from "../ui/table.ts";

const optionsSchema = z.object({
  python: z.string().optional(),
  case: z.array(z.string()).optional(),
  rounds: z.number().optional(),
  provider: z.enum(["cpu", "cuda"]).optional(),
  seconds: z.number().optional(),
  steps: z.number().optional(),
  seeds: z.number().optional(),
  folder: z.string().optional(),
  recording: z.string().optional(),
});

/** Measures against a named peer in the same run. */
export const bench: CliCommand = {
  define: (command) => {
    command
      .argument("<suite>", `what to measure: ${suites.names.join(", ")}; or list`)
      .option("--case <name>", "this case only; may be given several times", repeated)
      .option(
        "--rounds <n>",
        "times that the two sides take turns",
        numberOption({ min: 1, max: 1000, isWhole: true }),
      )
      .option(
        "--seconds <s>",
        "quality: length of the drive that is learned from, 600 by default",
        numberOption({ min: 60, max: 3600 }),
      )
      .option(
        "--steps <n>",
        "quality: training steps of each case; by default one for eight frames",
        numberOption({ min: 1, max: 1_000_000, isWhole: true }),
      )
      .option(
        "--seeds <n>",
        "quality: runs of each case, 3 by default",
        numberOption({ min: 1, max: 20, isWhole: true }),
      )
      .option("--folder <dir>", "quality: where finished cases are kept and the page is written")
      .option("--provider <name>", "train-step: where both sides compute, cpu (default) or cuda")
      .option("--recording <path>", "contract: where rccar_track1 lies")
      .option(
        "--python <path>",
        "the Python with PyTorch; default: SACCADE_PYTHON, or else python3",
      );
  },
  examples: [
    ["npx saccade bench list", "which suites there are, with their cases"],
    ["npx saccade bench ingest", "frames in against a bare loop over the same library"],
    [
      "npx saccade bench quality --case lidar-recipe --case lidar-pca --json",
      "what the lidar's features are worth, against principal components",
    ],
    ["npx saccade bench contract", "what a fixed probe loses over six promotions"],
    ["npx saccade bench train-step", "training steps against PyTorch"],
    ["npx saccade bench train-step --case mergeBoth --rounds 3 --json", "one of them, in brief"],
  ],
  run: async ({ log, signal }, [name], raw) => {
    const { python, case: cases, ...others } = readOptions(optionsSchema, raw);
    if (name === "list") return list();
    const suite = suites.get(z.string().parse(name));
    const found = await suite.run({ log, signal, python, cases, ...others });
    const { machine, results, ratios, text } = found;
    return { json: { suite: suite.name, machine, results, ratios }, text };
  },
};

function list() {
  const rows = suites.entries.map(({ name, summary, cases }) => ({ name, summary, cases }));
  return {
    json: { suites: rows },
    text: table(
      [
        { title: "suite", align: "left" },
        { title: "measures", align: "left" },
        { title: "cases", align: "left" },
      ],
      rows.map(({ name, summary, cases }) => [name, summary, cases.join(", ")]),
    ),
  };
}
