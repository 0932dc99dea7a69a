import { InvalidArgumentError } from "commander";
import { z } from "zod";
import { openRecording } from "../../recording/index.ts";
import type { CliCommand } from "../command.ts";
import { parseTarget } from "../frame-sender.ts";
import { numberOption, readOptions, repeated } from "../options.ts";
import { playRecording } from "../play-recording.ts";
import { sensorNames } from "../sensor-names.ts";

const optionsSchema = z.object({
  to: z.array(z.string()).min(1),
  as: z.array(z.string()).default([]),
  fleet: z.string(),
  device: z.string(),
  rate: z.union([z.number(), z.literal("max")]),
  loop: z.number(),
  wait: z.number(),
});

/** Plays a recording onto MQTT or ZeroMQ, as the robot's own drivers would. */
export const replay: CliCommand = {
  define: (command) => {
    command
      .argument("<recording>", "folder or file, see 'saccade info'")
      .requiredOption(
        "--to <url>",
        "where to send; <sensor>=<url> sends one sensor only; repeatable",
        repeated,
      )
      .option("--as <stream=sensor>", "give a stream another sensor name; repeatable", repeated)
      .option("--fleet <name>", "fleet in the topic", "local")
      .option("--device <name>", "device in the topic", "robot")
      .option(
        "--rate <x>",
        "1 is real time, 2 twice as fast, max as fast as it goes",
        rateOption,
        1,
      )
      .option(
        "--loop <n>",
        "how often to play it; stamps go on",
        numberOption({ min: 1, isWhole: true }),
        1,
      )
      .option(
        "--wait <s>",
        "wait for a ZeroMQ subscriber before the first frame",
        numberOption({ min: 0, max: 3600, unit: "seconds" }),
        2,
      );
  },
  examples: [
    ["npx saccade replay drive --to mqtt://127.0.0.1:1883", "send every stream to a broker"],
    [
      "npx saccade replay drive --to camera=mqtt://127.0.0.1:1883 --to lidar=tcp://127.0.0.1:5556",
      "camera over MQTT, lidar over ZeroMQ",
    ],
    [
      "npx saccade replay drive --to mqtt://127.0.0.1:1883 --rate max --loop 10",
      "ten times over, at full speed",
    ],
  ],
  run: async (context, [path], raw) => {
    const { to, as, fleet, device, rate, loop, wait } = readOptions(optionsSchema, raw);
    const recording = await openRecording(z.string().parse(path));
    try {
      for (const sentence of recording.damage) context.log.warn(sentence);
      const sensors = sensorNames(recording.streams, as);
      const targets = to.map(parseTarget);
      return await playRecording(
        recording,
        { targets, fleet, device, rate, loops: loop, waitS: wait, sensors },
        context,
      );
    } finally {
      await recording.close();
    }
  },
};

function rateOption(text: string): number | "max" {
  if (text === "max") return "max";
  const value = Number(text);
  if (!(value > 0 && value <= 1000))
    throw new InvalidArgumentError("expected 'max' or a number above 0, up to 1000.");
  return value;
}
