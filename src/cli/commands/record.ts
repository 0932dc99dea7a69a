import { InvalidArgumentError } from "commander";
import { z } from "zod";
import { openRecorder } from "../../app/record/open-recorder.ts";
import { recordLive, type LiveRecording } from "../../app/record/record-live.ts";
import { openTransports } from "../../app/open-transports.ts";
import { fail } from "../../core/errors.ts";
import { decoders } from "../../decode/index.ts";
import type { CliCommand, CommandContext, CommandResult } from "../command.ts";
import { numberOption, readOptions, repeated } from "../options.ts";
import { openLiveScreen, type LiveView } from "../ui/live-screen.ts";
import { byReason, bytes, count, duration } from "../ui/words.ts";
import { until } from "../until.ts";

const optionsSchema = z.object({
  from: z.array(z.string()).min(1),
  out: z.string().min(1),
  topic: z.array(z.string()).min(1).default(["#"]),
  encoding: z.string().optional(),
  for: z.number().optional(),
  chunkMb: z.number(),
  compression: z.enum(["none", "zstd"]),
  sync: z.enum(["chunk", "end"]),
});

/** Writes live topics to an MCAP file, in schemas that stock viewers open. */
export const record: CliCommand = {
  define: (command) => {
    command
      .requiredOption("--from <url>", "where messages come from; repeatable", repeated)
      .requiredOption("--out <file>", "the MCAP file to write; never overwrites one")
      .option(
        "--topic <filter>",
        "topics to record, '+' one level, '#' the rest; repeatable",
        repeated,
      )
      .option("--encoding <word>", "the encoding of messages that do not say theirs")
      .option(
        "--for <s>",
        "stop after so many seconds",
        numberOption({ min: 0.1, max: 1e7, unit: "seconds" }),
      )
      .option(
        "--chunk-mb <n>",
        "megabytes of a chunk: what a kill may cost",
        numberOption({ min: 0.01, max: 64, unit: "megabytes" }),
        1,
      )
      .option("--compression <word>", "none or zstd", oneOf(["none", "zstd"]), "none")
      .option(
        "--sync <when>",
        "force to the disk each chunk, or at the end only",
        oneOf(["chunk", "end"]),
        "end",
      );
  },
  examples: [
    [
      "npx saccade record --from mqtt://127.0.0.1:18830 --out drive.mcap",
      "everything that 'saccade run configs/demo.yaml' has on its broker",
    ],
    [
      "npx saccade record --from tcp://127.0.0.1:5556 --out roof.mcap --encoding kitti --for 60",
      "a minute of a lidar that does not say how its points are encoded",
    ],
    [
      "npx saccade record --from mqtt://127.0.0.1:1883 --topic cart-7/# --out cart.mcap --sync chunk",
      "some topics, safe against power cuts to the last chunk",
    ],
  ],
  run: (context, _, raw) => recordTopics(readOptions(optionsSchema, raw), context),
};

function oneOf(words: readonly string[]): (text: string) => string {
  return (text) => {
    if (!words.includes(text)) throw new InvalidArgumentError(`expected ${words.join(" or ")}.`);
    return text;
  };
}

async function recordTopics(
  options: z.output<typeof optionsSchema>,
  { clock, log, signal, terminal }: CommandContext,
): Promise<CommandResult> {
  const { from, out, topic, encoding, compression, sync, chunkMb } = options;
  if (encoding !== undefined && !decoders.has(encoding)) {
    fail("OPTION_INVALID", "--encoding", `one of ${decoders.names.join(", ")}`, encoding);
  }
  const transports = await openTransports(from, {
    role: "subscriber",
    maxQueuedBytes: 1_000_000,
    maxMessageBytes: 64_000_000,
    connectTimeoutMs: 1500,
  });
  const screen = openLiveScreen({ terminal, clock });
  const startMs = clock.monotonicMs();
  const seconds = () => (clock.monotonicMs() - startMs) / 1000;
  try {
    const recorder = await openRecorder({
      path: out,
      chunkBytes: Math.round(chunkMb * 1_000_000),
      syncsChunks: sync === "chunk",
      isCompressed: compression === "zstd",
    });
    const end = until({ signal, seconds: options.for });
    let problem: string | undefined;
    void recorder.stopped.then((why) => {
      problem = why;
      end.finish();
    });
    const view = (): LiveView => progress(live, seconds(), recorder.dropped);
    const live = recordLive({
      ...{ transports, filters: topic, encoding, recorder, clock },
      onMessage: () => {
        screen.update(view);
      },
      onLost: (cause) => {
        log.error(`a connection ended: ${cause instanceof Error ? cause.message : String(cause)}`);
        end.finish();
      },
    });
    screen.note(`recording into ${out}`);
    await end.done;
    live.stop();
    const stopped = problem;
    const file = await recorder.close();
    screen.close(view);
    if (stopped !== undefined)
      log.error(`recording stopped: ${stopped}; what was written before is kept`);
    return {
      json: {
        path: out,
        seconds: seconds(),
        received: live.received,
        topics: Object.fromEntries([...live.topics].map(([name, tally]) => [name, { ...tally }])),
        dropped: recorder.dropped,
        ...(file !== undefined && { bytes: file.sizeBytes, chunks: file.chunks }),
        ...(stopped !== undefined && { stopped }),
      },
      text: [
        ...topicLines(live),
        ...(file === undefined ? [] : [`${out}: ${bytes(file.sizeBytes)}`]),
      ],
      exitCode: stopped === undefined ? 0 : 1,
    };
  } finally {
    screen.close();
    await Promise.all(transports.map((transport) => transport.close()));
  }
}

function progress(
  live: LiveRecording,
  seconds: number,
  dropped: Readonly<Record<string, number>>,
): LiveView {
  const total = [...live.topics.values()].reduce((sum, tally) => sum + tally.bytes, 0);
  const lost = byReason(dropped);
  const line = [
    duration(seconds),
    `${count(live.received)} messages`,
    bytes(total),
    ...(lost === "" ? [] : [`dropped ${lost}`]),
  ].join("  ");
  return { screen: [line], plain: [line] };
}

function topicLines(live: LiveRecording): readonly string[] {
  return [...live.topics].map(
    ([name, tally]) =>
      `${name}: ${count(tally.messages)} messages, ${bytes(tally.bytes)}, ${tally.encoding ?? "bare bytes"}`,
  );
}
