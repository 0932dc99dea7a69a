import { z } from "zod";
import { openSource } from "../../app/open-source.ts";
import type { CliCommand } from "../command.ts";
import { parseTarget } from "../../app/playback/frame-sender.ts";
import { loopedFrames } from "../../app/playback/looped-frames.ts";
import { numberOption, readOptions, repeated } from "../options.ts";
import { playFrames } from "../play-frames.ts";
import { addSendOptions, sendOptionsSchema } from "../send-options.ts";
import { sensorNames } from "../sensor-names.ts";

const optionsSchema = sendOptionsSchema.extend({
  as: z.array(z.string()).default([]),
  loop: z.number(),
});

/** Plays a recording onto MQTT or ZeroMQ, as the robot's own drivers would. */
export const replay: CliCommand = {
  define: (command) => {
    command.argument("<recording>", "folder or file, see 'saccade info'");
    addSendOptions(command)
      .option("--as <stream=sensor>", "give a stream another sensor name; repeatable", repeated)
      .option(
        "--loop <n>",
        "how often to play it; stamps go on",
        numberOption({ min: 1, isWhole: true }),
        1,
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
    const { to, as, loop, wait, ...options } = readOptions(optionsSchema, raw);
    const recording = await openSource(z.string().parse(path), { withLabels: false });
    const damage: string[] = [...recording.damage];
    try {
      const sensors = sensorNames(recording.streams, as);
      const result = await playFrames(
        {
          ...options,
          frames: loopedFrames(recording, {
            sensors,
            loops: loop,
            onDamage: (sentence) => damage.push(sentence),
          }),
          sensors: [...sensors.values()],
          targets: to.map(parseTarget),
          waitS: wait,
        },
        context,
      );
      for (const sentence of damage) context.log.warn(sentence);
      return { ...result, json: { path: recording.path, ...result.json, damage } };
    } finally {
      await recording.close();
    }
  },
};
