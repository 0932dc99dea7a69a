import { z } from "zod";
import { evaluate as score } from "../../app/evaluate.ts";
import { openReportFolder } from "../../app/write-report.ts";
import { evaluationReport } from "../../evaluate/report.ts";
import { parseSplit } from "../../evaluate/splits.ts";
import type { CliCommand } from "../command.ts";
import { readOptions, repeated } from "../options.ts";
import { openLiveScreen } from "../ui/live-screen.ts";

const optionsSchema = z.object({
  checkpoint: z.string(),
  sensor: z.string(),
  stream: z.string().optional(),
  probe: z.array(z.string()).default([]),
  fit: z.string(),
  split: z.string(),
  baselines: z.boolean().default(false),
  probeMotion: z.array(z.string()).default([]),
  fewLabels: z.boolean().default(false),
  report: z.string().optional(),
});

/** What an encoder's frozen features are worth, on a recording. */
export const evaluate: CliCommand = {
  define: (command) => {
    command
      .argument("<recording>", "folder or file, or sim:city?seed=1&seconds=120")
      .requiredOption("--checkpoint <dir>", "where 'pretrain' or 'run' keeps the encoder")
      .requiredOption("--sensor <name>", "the sensor that the encoder was trained for")
      .option("--stream <name>", "the recording's stream that feeds the sensor")
      .option(
        "--probe <column>",
        "a label column to predict from the features; repeatable",
        repeated,
      )
      .option(
        "--probe-motion <column>",
        "the same from the features and how they changed since the frame before; repeatable",
        repeated,
      )
      .option("--few-labels", "also probe with 10, 50 and 200 labels")
      .option("--report <dir>", "write report.md and its pictures there")
      .option("--fit <a:b>", "frames that probes are fitted on, in time order", "0:0.7")
      .option("--split <a:b>", "frames that are scored", "0.7:1")
      .option("--baselines", "also score thumbnail, PCA, an untrained and a supervised encoder");
  },
  examples: [
    [
      "npx saccade evaluate drive --checkpoint checkpoints/drive --sensor camera --probe steering --baselines",
      "how well steering can be read off the features",
    ],
    [
      "npx saccade evaluate drive --checkpoint checkpoints/drive --sensor camera --probe steering --few-labels --baselines --report report",
      "the same with 10, 50 and 200 labels, as a page with pictures",
    ],
    [
      "npx saccade evaluate drive --checkpoint checkpoints/drive --sensor camera --fit 0:0.7 --split 0.7:1 --json",
      "the same as one JSON object",
    ],
  ],
  run: async (context, [path], raw) => {
    const options = readOptions(optionsSchema, raw);
    const report =
      options.report === undefined ? undefined : await openReportFolder(options.report);
    const screen = openLiveScreen(context);
    try {
      const result = await score({
        recording: z.string().parse(path),
        checkpoint: options.checkpoint,
        sensor: options.sensor,
        stream: options.stream,
        probes: [...new Set([...options.probe, ...options.probeMotion])],
        motionProbes: options.probeMotion,
        hasFewLabels: options.fewLabels,
        fit: parseSplit("--fit", options.fit),
        test: parseSplit("--split", options.split),
        hasBaselines: options.baselines,
        signal: context.signal,
        clock: context.clock,
        log: context.log,
        onProgress: (sentence) => {
          screen.update(() => ({ screen: [sentence], plain: [sentence] }));
        },
      });
      screen.close();
      await report?.write(result);
      return { json: { ...result }, text: evaluationReport(result).split("\n") };
    } finally {
      screen.close();
    }
  },
};
