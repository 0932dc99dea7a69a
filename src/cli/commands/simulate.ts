import { Option } from "commander";
import { z } from "zod";
import { worldFrames, type WorldFrame } from "../../app/world-frames.ts";
import { scenes } from "../../simulate/index.ts";
import type { CliCommand } from "../command.ts";
import { parseTarget, type OutgoingFrame } from "../../app/playback/frame-sender.ts";
import { numberOption, readOptions, sizeOption } from "../options.ts";
import { playFrames } from "../play-frames.ts";
import { addSendOptions, sendOptionsSchema } from "../send-options.ts";

const size = z.tuple([z.number(), z.number()]);
const optionsSchema = sendOptionsSchema.extend({
  scene: z.enum(scenes.names),
  seed: z.number(),
  for: z.number().optional(),
  camera: z.union([size, z.literal(false)]),
  lidar: z.union([size, z.literal(false)]),
});

/** Plays the built-in world onto MQTT or ZeroMQ: a robot without a robot. */
export const simulate: CliCommand = {
  define: (command) => {
    addSendOptions(command)
      .addOption(new Option("--scene <name>", "the world").choices(scenes.names).default("city"))
      .option("--seed <n>", "same seed, same world", numberOption({ min: 0, isWhole: true }), 1)
      .option(
        "--for <s>",
        "stop after so many seconds of the world",
        numberOption({ min: 0.1, unit: "seconds" }),
      )
      .addOption(sized("--camera <WxH>", "width and height of the image", "192x64"))
      .option("--no-camera", "without a camera")
      .addOption(sized("--lidar <RxC>", "rings and columns of a scan", "32x512"))
      .option("--no-lidar", "without a lidar");
  },
  examples: [
    [
      "npx saccade simulate --to mqtt://127.0.0.1:1883",
      "camera and lidar to a broker until Ctrl-C",
    ],
    [
      "npx saccade simulate --to camera=mqtt://127.0.0.1:1883 --to lidar=tcp://127.0.0.1:5556 --for 60",
      "a minute of what configs/kitti.yaml listens to",
    ],
    [
      "npx saccade simulate --to tcp://127.0.0.1:5556 --scene corridor --seed 7 --no-camera --lidar 16x1024",
      "another lidar in another world",
    ],
  ],
  run: (context, _, raw) => {
    const options = readOptions(optionsSchema, raw);
    const { to, scene, seed, camera, lidar, wait, fleet, device, rate } = options;
    const frames = worldFrames({
      scene,
      seed,
      // A live world: its stamps are the present, its content comes from the seed alone.
      startNs: context.clock.wallNs(),
      seconds: options.for,
      camera: camera && { width: camera[0], height: camera[1] },
      lidar: lidar && { rings: lidar[0], columns: lidar[1] },
    });
    return playFrames(
      {
        frames: named(frames),
        sensors: [...(camera ? ["camera"] : []), ...(lidar ? ["lidar"] : [])],
        targets: to.map(parseTarget),
        fleet,
        device,
        rate,
        waitS: wait,
      },
      context,
    );
  },
};

function sized(flags: string, description: string, standard: string): Option {
  return new Option(flags, description)
    .argParser(sizeOption)
    .default(sizeOption(standard), standard);
}

/** The world has one sensor of each modality, named after it. */
async function* named(frames: AsyncIterable<WorldFrame>): AsyncGenerator<OutgoingFrame> {
  for await (const frame of frames) yield { ...frame, sensor: frame.modality };
}
