import { z } from "zod";
import { openSource } from "../../app/open-source.ts";
import type { LabelTrack, RecordedTopic, Recording } from "../../recording/recording.ts";
import type { CliCommand } from "../command.ts";
import { readOptions } from "../options.ts";
import { table } from "../ui/table.ts";
import { count, decimal, duration } from "../ui/words.ts";

const optionsSchema = z.object({ verify: z.boolean() });

/** Tells what a recording holds, without decoding a frame. */
export const info: CliCommand = {
  define: (command) => {
    command
      .argument("<recording>", "folder or file")
      .option("--verify", "read everything and compare checksums, not only the index", false);
  },
  examples: [
    ["npx saccade info drive", "streams, times, labels and damage of a recording"],
    ["npx saccade info drive --json", "the same for a script"],
    ["npx saccade info drive --verify", "also what only shows when every byte is read"],
  ],
  run: async (_, [path], raw) => {
    const { verify } = readOptions(optionsSchema, raw);
    const recording = await openSource(z.string().parse(path), { isThorough: verify });
    try {
      const seconds = Number(recording.endNs - recording.startNs) / 1e9;
      const streams = recording.streams.map(({ name, modality, encoding, frameCount }) => ({
        name,
        modality,
        encoding,
        frames: frameCount,
        ...(frameCount > 1 && seconds > 0 && { rateHz: (frameCount - 1) / seconds }),
      }));
      const labels = recording.labels.map(summary);
      const topics = recording.topics?.map(topicSummary);
      return {
        json: {
          path: recording.path,
          format: recording.format,
          startNs: recording.startNs.toString(),
          endNs: recording.endNs.toString(),
          seconds,
          streams,
          labels,
          ...(topics !== undefined && { topics }),
          damage: recording.damage,
        },
        text: [
          `${recording.path}: ${recording.format}, ${duration(seconds)} (${seconds.toFixed(1)} s) from ${startText(recording)}`,
          "",
          ...table(
            [
              { title: "stream", align: "left" },
              { title: "modality", align: "left" },
              { title: "encoding", align: "left" },
              { title: "frames" },
              { title: "rate" },
            ],
            streams.map((s) => [
              s.name,
              s.modality,
              s.encoding,
              count(s.frames),
              s.rateHz ? `${s.rateHz.toFixed(1)}/s` : "–",
            ]),
          ),
          ...(topics === undefined || topics.length === 0 ? [] : ["", ...topicTable(topics)]),
          ...(labels.length === 0 ? [] : ["", ...labelTable(labels)]),
          ...(recording.damage.length === 0
            ? []
            : ["", "left out:", ...recording.damage.map((d) => `  ${d}`)]),
        ],
      };
    } finally {
      await recording.close();
    }
  },
};

interface TopicSummary {
  readonly name: string;
  readonly schema: string;
  readonly serialization: string;
  readonly messages: number;
  readonly startNs?: string;
  readonly endNs?: string;
  readonly rateHz?: number;
}

function topicSummary(topic: RecordedTopic): TopicSummary {
  const { name, schema, serialization, count: messages, startNs, endNs } = topic;
  if (messages === 0) return { name, schema, serialization, messages };
  const seconds = Number(endNs - startNs) / 1e9;
  return {
    ...{ name, schema, serialization, messages },
    ...{ startNs: startNs.toString(), endNs: endNs.toString() },
    ...(seconds > 0 && { rateHz: (messages - 1) / seconds }),
  };
}

function topicTable(topics: readonly TopicSummary[]): readonly string[] {
  return table(
    [
      { title: "topic", align: "left" },
      { title: "schema", align: "left" },
      { title: "as", align: "left" },
      { title: "messages" },
      { title: "rate" },
    ],
    topics.map((t) => [
      t.name,
      t.schema,
      t.serialization,
      count(t.messages),
      t.rateHz ? `${t.rateHz.toFixed(1)}/s` : "–",
    ]),
  );
}

interface LabelSummary {
  readonly name: string;
  readonly values: number;
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
}

function summary({ name, values }: LabelTrack): LabelSummary {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return { name, values: 0 };
  return {
    name,
    values: known.length,
    min: known.reduce((a, b) => Math.min(a, b)),
    max: known.reduce((a, b) => Math.max(a, b)),
    mean: known.reduce((a, b) => a + b) / known.length,
  };
}

function labelTable(labels: readonly LabelSummary[]): readonly string[] {
  return table(
    [
      { title: "label", align: "left" },
      { title: "values" },
      { title: "min" },
      { title: "mean" },
      { title: "max" },
    ],
    labels.map((l) => [
      l.name,
      count(l.values),
      decimal(l.min, 3),
      decimal(l.mean, 3),
      decimal(l.max, 3),
    ]),
  );
}

/** The date when the stamps are one; a recording that counts from 0 has none. */
function startText({ startNs }: Recording): string {
  const ms = Number(startNs / 1_000_000n);
  const isDate = ms > Date.UTC(1990, 0) && ms < Date.UTC(2200, 0);
  return isDate ? new Date(ms).toISOString() : `${(Number(startNs) / 1e9).toFixed(3)} s`;
}
