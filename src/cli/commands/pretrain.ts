import { z } from "zod";
import { deviceLine, deviceReport } from "../../app/device-report.ts";
import { pretrain as train } from "../../app/pretrain.ts";
import { loadDeviceConfig } from "../../config/load.ts";
import { fail } from "../../core/errors.ts";
import { parseSplit } from "../../evaluate/splits.ts";
import { recogniseDevice } from "../../runtime/recognise-device.ts";
import type { CliCommand } from "../command.ts";
import { numberOption, readOptions, repeated } from "../options.ts";
import { pretrainView } from "../ui/pretrain-view.ts";
import { openLiveScreen } from "../ui/live-screen.ts";

const optionsSchema = z.object({
  config: z.string(),
  sensor: z.string(),
  stream: z.string().optional(),
  seconds: z.number().optional(),
  steps: z.number().optional(),
  split: z.string(),
  seed: z.number().optional(),
  checkpoint: z.string(),
  fresh: z.boolean().default(false),
  set: z.array(z.string()).default([]),
});

/** The learner of the live pipeline on a recording, as fast as it goes. */
export const pretrain: CliCommand = {
  define: (command) => {
    command
      .argument("<recording>", "folder or file, or sim:city?seed=1&seconds=120")
      .requiredOption("--config <file>", "the pipeline's configuration")
      .requiredOption("--sensor <name>", "a sensor of the configuration")
      .requiredOption(
        "--checkpoint <dir>",
        "where the encoder is kept; training goes on from there",
      )
      .option("--stream <name>", "the recording's stream that feeds the sensor")
      .option("--seconds <s>", "train for so long", numberOption({ min: 0, unit: "seconds" }))
      .option("--steps <n>", "train until so many steps", numberOption({ min: 1, isWhole: true }))
      .option("--split <a:b>", "part of the recording's frames, in time order", "0:1")
      .option(
        "--seed <n>",
        "instead of the configuration's seed",
        numberOption({ min: 0, isWhole: true }),
      )
      .option("--fresh", "start anew even if the checkpoint could go on")
      .option("--set <path=value>", "override a field of the configuration; repeatable", repeated);
  },
  examples: [
    [
      "npx saccade pretrain drive --config configs/rccar.yaml --sensor camera --seconds 60 --split 0:0.7 --checkpoint checkpoints/drive",
      "a minute on the first 70 %",
    ],
    [
      "npx saccade pretrain 'sim:city?seed=1&seconds=120' --config configs/demo.yaml --sensor lidar --steps 200 --checkpoint checkpoints/sim",
      "on the built-in world",
    ],
  ],
  run: async (context, [path], raw) => {
    const options = readOptions(optionsSchema, raw);
    const { seconds, steps, seed, sensor, stream, checkpoint, fresh, set } = options;
    if (seconds === undefined && steps === undefined) {
      fail(
        "OPTION_INVALID",
        "--seconds or --steps",
        "one of them, so that training ends",
        undefined,
      );
    }
    const device = await recogniseDevice({ root: context.deviceRoot });
    const { config: loaded, settings } = await loadDeviceConfig(options.config, { set, device });
    const onDevice = deviceReport(device, settings);
    const screen = openLiveScreen(context);
    try {
      const result = await train({
        recording: z.string().parse(path),
        config: seed === undefined ? loaded : { ...loaded, seed },
        sensor,
        stream,
        split: parseSplit("--split", options.split),
        maxSteps: steps,
        maxSeconds: seconds,
        checkpoint,
        isFresh: fresh,
        signal: context.signal,
        clock: context.clock,
        log: context.log,
        onStart: () => {
          context.log.info(deviceLine(onDevice));
        },
        onProgress: (progress) => {
          screen.update(() => pretrainView(progress, { seconds, steps }));
        },
      });
      screen.close();
      const { health, ...json } = result;
      const losses = Object.entries(result.loss).map(
        ([name, { first, last }]) => `${name} ${first.toFixed(3)} → ${last.toFixed(3)}`,
      );
      return {
        json: { ...json, ...(health && { health }), device: onDevice },
        text: [
          `${result.steps} steps in ${result.seconds.toFixed(1)} s on ${result.frames} frames: ${losses.join(", ")}`,
          `encoder ${result.version} in ${result.checkpoint}`,
          ...(health?.verdict.reasons ?? []).map((reason) => `not healthy: ${reason}`),
        ],
      };
    } finally {
      screen.close();
    }
  },
};
