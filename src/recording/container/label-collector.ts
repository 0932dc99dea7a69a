import type { LabelTrack } from "../recording.ts";
import type { ContainerTopic } from "./container-source.ts";
import { topicLabels, type LabelReader } from "./topic-labels.ts";

/** An hour of 200 Hz IMU is seven million; at 16 bytes a value, 512 MB. */
const maxValues = 32_000_000;
const maxTracks = 2048;

interface Track {
  stamps: BigInt64Array;
  values: Float64Array;
  length: number;
}

/** Gathers the numbers of pose, motion and position topics as label tracks, named `topic.path`. */
export interface LabelCollector {
  /** Whether the topic's messages hold labels. */
  wants(topic: ContainerTopic): boolean;
  add(topic: ContainerTopic, stampNs: bigint, payload: Uint8Array): void;
  /** The tracks in time order, and what was left out. */
  finish(): { readonly tracks: readonly LabelTrack[]; readonly damage: readonly string[] };
}

export function createLabelCollector(): LabelCollector {
  const readers = new Map<ContainerTopic, LabelReader | undefined>();
  const tracks = new Map<string, Track>();
  const unreadable = new Map<string, number>();
  let total = 0;
  let left = 0;

  const put = (name: string, stampNs: bigint, value: number): void => {
    let track = tracks.get(name);
    if (total >= maxValues || (track === undefined && tracks.size >= maxTracks)) {
      left++;
      return;
    }
    if (track === undefined) {
      track = { stamps: new BigInt64Array(64), values: new Float64Array(64), length: 0 };
      tracks.set(name, track);
    }
    if (track.length === track.values.length) {
      const { stamps, values } = track;
      track.stamps = new BigInt64Array(values.length * 2);
      track.stamps.set(stamps);
      track.values = new Float64Array(values.length * 2);
      track.values.set(values);
    }
    track.stamps[track.length] = stampNs;
    track.values[track.length++] = value;
    total++;
  };

  return {
    wants(topic) {
      const reader = topicLabels(topic);
      readers.set(topic, reader);
      return reader !== undefined;
    },
    add(topic, stampNs, payload) {
      const parsed = readers.get(topic)?.(payload);
      if (parsed === undefined) return;
      if ("problem" in parsed) {
        unreadable.set(topic.name, (unreadable.get(topic.name) ?? 0) + 1);
        return;
      }
      for (const reading of parsed.message) {
        const stamp = reading.stampNs > 0n ? reading.stampNs : stampNs;
        for (const [path, value] of reading.values) put(`${topic.name}.${path}`, stamp, value);
      }
    },
    finish: () => ({
      tracks: [...tracks].map(([name, track]) => sorted(name, track)),
      damage: [
        ...[...unreadable].map(
          ([topic, n]) => `${topic}: ${n} message(s) cannot be read as labels`,
        ),
        ...(left > 0 ? [`${left} label value(s) left out, more than ${maxValues} in all`] : []),
      ],
    }),
  };
}

function sorted(name: string, { stamps, values, length }: Track): LabelTrack {
  const order = Uint32Array.from({ length }, (_, i) => i).sort((a, b) =>
    stamps[a]! < stamps[b]! ? -1 : stamps[a]! > stamps[b]! ? 1 : a - b,
  );
  return {
    name,
    stampsNs: BigInt64Array.from(order, (i) => stamps[i]!),
    values: Float64Array.from(order, (i) => values[i]!),
  };
}
