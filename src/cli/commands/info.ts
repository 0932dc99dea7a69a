import { z } from "zod";
import { openSource } from "../../app/open-source.ts";
import type { LabelTrack, Recording } from "../../recording/recording.ts";
import type { CliCommand } from "../command.ts";
import { table } from "../ui/table.ts";
import { count, decimal, duration } from "../ui/words.ts";

/** Tells what a recording holds, without decoding a frame. */
export const info: CliCommand = {
  define: (command) => {
    command.argument("<recording>", "folder or file");
  },
  examples: [
    ["npx saccade info drive", "streams, times, labels and damage of a recording"],
    ["npx saccade info drive --json", "the same for a script"],
  ],
  run: async (_, [path]) => {
    const recording = await openSource(z.string().parse(path));
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
      return {
        json: {
          path: recording.path,
          format: recording.format,
          startNs: recording.startNs.toString(),
          endNs: recording.endNs.toString(),
          seconds,
          streams,
          labels,
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
