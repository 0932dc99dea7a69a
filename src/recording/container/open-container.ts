import type { LabelTrack, RecordedMessage, RecordedStream, RecordedTopic } from "../recording.ts";
import type { ContainerSource, ContainerTopic } from "./container-source.ts";
import { createLabelCollector } from "./label-collector.ts";
import { createMessageTable } from "./message-table.ts";
import { topicEncoding } from "./topic-encoding.ts";

/** What is known of a container once it is scanned. Plain data: it is sent to the main thread. */
export interface ContainerSummary {
  readonly streams: readonly RecordedStream[];
  readonly topics: readonly RecordedTopic[];
  readonly labels: readonly LabelTrack[];
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly damage: readonly string[];
}

export interface ReadRange {
  readonly streams?: readonly string[] | undefined;
  readonly fromNs?: bigint | undefined;
  readonly toNs?: bigint | undefined;
}

/** A scanned container: what is in it, and its frames. */
export interface OpenContainer {
  readonly summary: ContainerSummary;
  /** Frames in time order; a damaged one is a sentence in its place. */
  read(range: ReadRange): Generator<RecordedMessage | string>;
  close(): void;
}

interface TopicTotals {
  readonly topic: ContainerTopic;
  /** Its number among the streams; undefined for topics that are no frames. */
  readonly stream: number | undefined;
  count: number;
  startNs: bigint;
  endNs: bigint;
}

/**
 * Scans one or several files that together are a recording. Topics of the same name, schema and
 * serialisation in several files are one.
 *
 * @param options.withLabels whether to read poses and motion too, which takes a pass over the whole file
 * @param options.isThorough whether to read everything, to find what is damaged
 */
export function openContainer(
  sources: readonly ContainerSource[],
  options: { readonly withLabels: boolean; readonly isThorough: boolean },
): OpenContainer {
  const table = createMessageTable();
  const labels = createLabelCollector();
  const totals = new Map<string, TopicTotals>();
  const streams: TopicTotals[] = [];
  const damage: string[] = [];

  const totalsOf = (topic: ContainerTopic): TopicTotals => {
    const key = JSON.stringify([topic.name, topic.schema, topic.serialization]);
    let found = totals.get(key);
    if (found === undefined) {
      const isStream = topicEncoding(topic) !== undefined && streams.length < 65_535;
      found = {
        topic,
        stream: isStream ? streams.length : undefined,
        count: 0,
        startNs: 0n,
        endNs: 0n,
      };
      if (isStream) streams.push(found);
      totals.set(key, found);
    }
    return found;
  };

  for (const [number, source] of sources.entries()) {
    const known: TopicTotals[] = [];
    const problems = source.scan({
      isThorough: options.isThorough,
      wantsPayload: (topic) => options.withLabels && labels.wants(topic),
      visit: ({ topic: index, stampNs, block, offset, payload }) => {
        const topic = (known[index] ??= totalsOf(source.topics[index]!));
        if (topic.count === 0 || stampNs < topic.startNs) topic.startNs = stampNs;
        if (topic.count === 0 || stampNs > topic.endNs) topic.endNs = stampNs;
        topic.count++;
        if (topic.stream !== undefined) {
          table.add({ source: number, stream: topic.stream, stampNs, block, offset });
        }
        if (payload !== undefined) labels.add(source.topics[index]!, stampNs, payload);
      },
    });
    damage.push(...problems);
    for (const topic of source.topics) totalsOf(topic);
  }

  const gathered = labels.finish();
  const order = table.order();
  const names = uniqueNames(streams.map(({ topic }) => topic));
  const all = [...totals.values()].filter(({ count }) => count > 0);
  const spanned = order.length > 0 ? all.filter(({ stream }) => stream !== undefined) : all;
  const startNs = spanned.reduce(
    (least, t) => (t.startNs < least ? t.startNs : least),
    spanned[0]?.startNs ?? 0n,
  );
  const endNs = spanned.reduce(
    (most, t) => (t.endNs > most ? t.endNs : most),
    spanned[0]?.endNs ?? 0n,
  );

  return {
    summary: {
      streams: streams.flatMap(({ topic, count }, i) => {
        const encoding = topicEncoding(topic);
        return encoding && count > 0 ? [{ name: names[i]!, ...encoding, frameCount: count }] : [];
      }),
      topics: [...totals.values()].map(({ topic, count, startNs, endNs }) => ({
        ...topic,
        count,
        startNs,
        endNs,
      })),
      labels: gathered.tracks,
      startNs,
      endNs,
      damage: [...damage, ...gathered.damage],
    },
    *read({ streams: wanted, fromNs, toNs }) {
      const isWanted = names.map((name) => wanted?.includes(name) ?? true);
      const sequences = new Uint32Array(names.length);
      for (const index of order) {
        const stream = table.stream(index);
        const sequence = sequences[stream]!++;
        const stampNs = table.stampNs(index);
        if (!isWanted[stream] || (fromNs !== undefined && stampNs < fromNs)) continue;
        if (toNs !== undefined && stampNs >= toNs) return;
        const { source, block, offset } = table.row(index);
        const payload = sources[source]!.fetch({ block, offset });
        if (typeof payload === "string") yield `${names[stream]!}: message ${sequence} ${payload}`;
        else yield { stream: names[stream]!, stampNs, sequence, payload };
      }
    },
    close: () => {
      for (const source of sources) source.close();
    },
  };
}

/** Two streams of one topic name (of two schemas) are told apart by their schema. */
function uniqueNames(topics: readonly ContainerTopic[]): readonly string[] {
  return topics.map((topic) => {
    const isAlone = topics.filter(({ name }) => name === topic.name).length === 1;
    return isAlone ? topic.name : `${topic.name} (${topic.schema}, ${topic.serialization})`;
  });
}
