import { writeFile } from "node:fs/promises";
import { z } from "zod";
import { explain as explainFrame, type Explanation } from "../../app/explain/explain.ts";
import { fail, failFrom } from "../../core/errors.ts";
import type { CliCommand } from "../command.ts";
import { numberOption, readOptions } from "../options.ts";
import { openLiveScreen } from "../ui/live-screen.ts";
import { decimal } from "../ui/words.ts";

const optionsSchema = z.object({
  at: z.number().optional(),
  live: z.number().optional(),
  checkpoint: z.string(),
  sensor: z.string(),
  stream: z.string().optional(),
  head: z.string().optional(),
  out: z.string(),
  check: z.number().optional(),
});

/** Where a feature or a head's answer comes from, as a picture. */
export const explain: CliCommand = {
  define: (command) => {
    command
      .argument("[recording]", "folder or file, or sim:city?seed=1&seconds=120")
      .option(
        "--at <t>",
        "the frame of the recording to explain, in seconds from the first one",
        numberOption({ min: 0, unit: "seconds" }),
      )
      .option(
        "--live <s>",
        "instead of a recording: hear the running robot's sensor so long, explain the newest frame",
        numberOption({ min: 0.5, max: 600, unit: "seconds" }),
      )
      .requiredOption("--checkpoint <dir>", "where the encoder is kept, and the heads beside it")
      .requiredOption("--sensor <name>", "the sensor that the encoder was trained for")
      .option("--stream <name>", "the recording's stream that feeds the sensor")
      .option("--head <name>", "explain this head's answer; else what makes the frame like others")
      .option("--out <file.png>", "where the picture goes", "explain.png")
      .option(
        "--check <n>",
        "also cover what is marked in so many frames, and as much at random",
        numberOption({ min: 1, isWhole: true }),
      );
  },
  examples: [
    [
      "npx saccade explain drive --at 42 --checkpoint checkpoints/drive --sensor camera --head steering --out steering.png",
      "why the head says so, how sure it is, and when it looked like this before",
    ],
    [
      "npx saccade explain drive --at 42 --checkpoint checkpoints/drive --sensor camera",
      "what in the picture makes its features like those of the frames most like it",
    ],
    [
      "npx saccade explain --live 5 --checkpoint checkpoints/demo --sensor lidar --head obstacleFrontM",
      "of the newest frame of a robot that runs with this checkpoint",
    ],
    [
      "npx saccade explain drive --at 42 --checkpoint checkpoints/drive --sensor camera --head steering --check 200 --json",
      "whether what is marked really matters, over 200 frames",
    ],
  ],
  run: async (context, [path], raw) => {
    const options = readOptions(optionsSchema, raw);
    const { out, at, live, stream, ...rest } = options;
    const source = sourceOf({ recording: z.string().optional().parse(path), at, live, stream });
    const screen = openLiveScreen(context);
    try {
      const { picture, ...found } = await explainFrame({
        ...rest,
        ...source,
        signal: context.signal,
        clock: context.clock,
        log: context.log,
        onProgress: (sentence) => {
          screen.update(() => ({ screen: [sentence], plain: [sentence] }));
        },
      });
      screen.close();
      await writeFile(out, picture).catch((error: unknown) =>
        failFrom(error, "OPTION_INVALID", "--out", "a file that can be written", out),
      );
      return { json: { ...found, out }, text: [...lines(found), `written to ${out}`] };
    } finally {
      screen.close();
    }
  },
};

function sourceOf(given: {
  readonly recording: string | undefined;
  readonly at: number | undefined;
  readonly live: number | undefined;
  readonly stream: string | undefined;
}) {
  const { recording, at, live, stream } = given;
  if (live !== undefined) {
    if (recording !== undefined || at !== undefined) {
      fail("USAGE_INVALID", "--live", "it takes the place of a recording and --at");
    }
    return { liveS: live };
  }
  if (recording === undefined || at === undefined) {
    fail("USAGE_INVALID", "explain", "expected a recording and --at, or --live");
  }
  return { recording, stream, atS: at };
}

function lines(found: Omit<Explanation, "picture">): readonly string[] {
  const { head, answer, answerOfNothing, agreement, atS, check } = found;
  const { name = "likeness", value = answer, stddev, probabilities } = head ?? {};
  const sure = probabilities
    ? `, probability ${decimal(Math.max(...probabilities), 2)}`
    : stddev === undefined
      ? ""
      : ` ± ${stddev.toPrecision(3)}`;
  return [
    `${name} at ${decimal(atS, 2)} s: ${value.toPrecision(3)}${sure}; of an empty frame ${answerOfNothing.toPrecision(3)}`,
    `gradients and occlusion correlate by ${decimal(agreement, 2)}`,
    ...(check
      ? [
          `over ${check.frames} frames the marked tenth changes it by ${check.marked.toPrecision(3)}, a random tenth by ${check.random.toPrecision(3)}: ${decimal(check.ratio, 2)} times as much`,
        ]
      : []),
  ];
}
