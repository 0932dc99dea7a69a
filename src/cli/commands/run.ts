import { z } from "zod";
import { deviceLine, deviceReport } from "../../app/device-report.ts";
import { openPipeline } from "../../app/run.ts";
import { runReport } from "../../app/run-report.ts";
import { loadDeviceConfig } from "../../config/load.ts";
import { recogniseDevice } from "../../runtime/recognise-device.ts";
import { openDoor } from "../../window/door.ts";
import type { CliCommand } from "../command.ts";
import { numberOption, readOptions, repeated } from "../options.ts";
import { openLiveScreen, type LiveView } from "../ui/live-screen.ts";
import { statusView } from "../ui/status-view.ts";
import { until } from "../until.ts";
import { readCommandToken } from "../command-token.ts";
import { readWindowToken } from "../window-token.ts";

const optionsSchema = z.object({
  for: z.number().optional(),
  set: z.array(z.string()).default([]),
  source: z.string().optional(),
  checkpoint: z.string().optional(),
  window: z.boolean().default(true),
});

/** How often the screen is looked at; it redraws no more often. */
const refreshMs = 250;

/** The main job. */
export const run: CliCommand = {
  define: (command) => {
    command
      .argument("<config>", "the pipeline's configuration")
      .option(
        "--for <s>",
        "stop after so many seconds",
        numberOption({ min: 0.1, max: 1e9, unit: "seconds" }),
      )
      .option("--set <path=value>", "override a field of the configuration; repeatable", repeated)
      .option(
        "--source <recording>",
        "play a recording instead of listening; also sim:city?seed=1&seconds=60",
      )
      .option(
        "--checkpoint <dir>",
        "where the encoders are kept; instead of learn.checkpoint.directory",
      )
      .option("--no-window", "serve no page; instead of window.enabled");
  },
  examples: [
    ["npx saccade run configs/demo.yaml", "learn from the built-in world"],
    ["npx saccade run configs/kitti.yaml --for 20 --json", "twenty seconds, figures as JSON"],
    [
      "npx saccade run configs/rccar.yaml --source drive --checkpoint checkpoints/drive",
      "a recording at its own pace",
    ],
    [
      "npx saccade run configs/demo.yaml --set learn.batch=16 --set sensors.camera.rateHz=20",
      "change a setting",
    ],
  ],
  run: async (context, [path], raw) => {
    const options = readOptions(optionsSchema, raw);
    const { clock, log, terminal, signal, deviceRoot, isQuiet } = context;
    const set = [
      ...options.set,
      ...(options.checkpoint === undefined
        ? []
        : [`learn.checkpoint.directory=${JSON.stringify(options.checkpoint)}`]),
    ];
    const device = await recogniseDevice({ root: deviceRoot });
    const { config, settings } = await loadDeviceConfig(z.string().parse(path), { set, device });
    const onDevice = deviceReport(device, settings);
    const screen = openLiveScreen({ terminal, clock });
    const note = (line: string): void => {
      if (isQuiet) log.info(line);
      else screen.note(line);
    };
    // On a terminal everything goes through the screen, which else would be drawn over.
    const noting = {
      ...log,
      info: note,
      ...(terminal.isTTY && !isQuiet && { warn: note, error: note }),
    };
    const hasWindow = options.window && config.window.enabled;
    const commandToken = config.commands ? await readCommandToken(process.env) : undefined;
    const token = hasWindow ? await readWindowToken(process.env) : undefined;
    // Before the slow parts: an address that is taken is told at once.
    const door = hasWindow
      ? await openDoor({ ...config.window, hasToken: token !== undefined })
      : undefined;
    const pipeline = await openPipeline({
      config,
      commandToken,
      source: options.source,
      device,
      deviceRoot,
      clock,
      log: noting,
    }).catch(async (error: unknown) => {
      await door?.close();
      throw error;
    });
    // Loaded only now: what is refused is refused at once.
    const { openWindow } = await import("../../window/open-window.ts");
    const window = door && (await openWindow({ door, config, pipeline, token, clock, log }));
    // Only now: what is refused is refused in one sentence.
    noting.info(deviceLine(onDevice));
    if (door) noting.info(`window at ${door.url}`);
    const view = (): LiveView =>
      statusView(pipeline.status(), { hasColor: terminal.hasColor, columns: terminal.columns });
    const end = until({ signal, seconds: options.for });
    const timer = setInterval(() => {
      if (!isQuiet) screen.update(view);
    }, refreshMs);
    try {
      await Promise.race([end.done, pipeline.ended]);
    } finally {
      end.finish();
      clearInterval(timer);
      await window?.close();
      await pipeline.stop();
      screen.close(isQuiet ? undefined : view);
    }
    return {
      json: { ...runReport(pipeline), device: onDevice },
      exitCode: pipeline.failures().length > 0 ? 1 : 0,
    };
  },
};
