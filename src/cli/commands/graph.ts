import { writeFile } from "node:fs/promises";
import { Option } from "commander";
import { z } from "zod";
import { planSensor } from "../../app/sensor-plan.ts";
import { loadConfig } from "../../config/load.ts";
import { failFrom } from "../../core/errors.ts";
import { costReport } from "../../graph/cost-report.ts";
import { printGraph } from "../../graph/print.ts";
import { toOnnx } from "../../graph/serialise.ts";
import { compileProgram, programNames } from "../../learn/compile-program.ts";
import type { CliCommand } from "../command.ts";
import { graphJson } from "../graph-json.ts";
import { numberOption, readOptions, repeated } from "../options.ts";
import { costLines } from "../ui/cost-table.ts";
import { outlineLines } from "../ui/graph-outline.ts";
import { bytes } from "../ui/words.ts";

const optionsSchema = z.object({
  sensor: z.string().optional(),
  program: z.enum(programNames),
  text: z.boolean().default(false),
  out: z.string().optional(),
  depth: z.number(),
  set: z.array(z.string()).default([]),
});

/** Shows what a configuration compiles to and what it costs; runs nothing. */
export const graph: CliCommand = {
  define: (command) => {
    command
      .argument("<config>", "the pipeline's configuration")
      .option("--sensor <name>", "a sensor of the configuration; its first if left out")
      .addOption(
        new Option(
          "--program <name>",
          "step: forward, backward and update; monitor: losses alone; encoder: one live frame",
        )
          .choices(programNames)
          .default("step"),
      )
      .option("--text", "every operator with its shapes, not only how many there are")
      .option("--out <file>", "write the ONNX model, without weights; Netron opens it")
      .option(
        "--depth <n>",
        "how many parts of a layer's path make a row",
        numberOption({ min: 1, max: 20, isWhole: true }),
        2,
      )
      .option("--set <path=value>", "override a field of the configuration; repeatable", repeated);
  },
  examples: [
    ["npx saccade graph configs/rccar.yaml", "the training step, layer by layer, and its cost"],
    [
      "npx saccade graph configs/demo.yaml --sensor lidar --depth 3",
      "another sensor's step, in more rows",
    ],
    ["npx saccade graph configs/rccar.yaml --text", "every operator of it"],
    ["npx saccade graph configs/rccar.yaml --out step.onnx", "as a file for a viewer"],
    [
      "npx saccade graph configs/rccar.yaml --program encoder --set learn.encoder.name=conv --json",
      "figures of another encoder for a script",
    ],
  ],
  run: async ({ log }, [path], raw) => {
    const options = readOptions(optionsSchema, raw);
    const configPath = z.string().parse(path);
    const config = await loadConfig(configPath, { set: options.set });
    const sensors = Object.keys(config.sensors);
    const { sensor = sensors[0]!, program, depth, out } = options;
    if (options.sensor === undefined && sensors.length > 1) {
      log.info(`sensor ${sensor}, the first of ${sensors.join(", ")}; --sensor names another`);
    }
    const compiled = compileProgram(planSensor(config, sensor).learner, program);
    const report = costReport(compiled.graph, { state: compiled.state, depth });
    const model = toOnnx(compiled.graph);
    if (out !== undefined) await write(out, model);
    return {
      json: {
        config: configPath,
        sensor,
        program,
        ...graphJson(compiled.graph, report),
        modelBytes: model.byteLength,
        ...(out !== undefined && { out }),
      },
      text: [
        ...(options.text ? [...printGraph(compiled.graph).trimEnd().split("\n"), ""] : []),
        ...outlineLines(report),
        "",
        ...costLines(report),
        ...(out === undefined ? [] : ["", `${out}: ${bytes(model.byteLength)}, without weights`]),
      ],
    };
  },
};

async function write(path: string, model: Uint8Array): Promise<void> {
  try {
    await writeFile(path, model);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const problem = `expected a file that can be written, in a folder that is there: ${why}`;
    failFrom(cause, "USAGE_INVALID", "--out", problem);
  }
}
