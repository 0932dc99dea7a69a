/** Where every message of the streams lies: 29 bytes a message, in columns. */
export interface MessageTable {
  readonly length: number;
  add(row: MessageRow): void;
  /** The rows' numbers in time order; of the same time, in the order they were added. */
  order(): Uint32Array;
  row(index: number): MessageRow;
  stampNs(index: number): bigint;
  stream(index: number): number;
}

interface MessageRow {
  readonly source: number;
  readonly stream: number;
  readonly stampNs: bigint;
  readonly block: number;
  readonly offset: number;
}

/** An empty table that grows by doubling. */
export function createMessageTable(): MessageTable {
  let capacity = 1024;
  let length = 0;
  let stamps = new BigInt64Array(capacity);
  let blocks = new Uint32Array(capacity);
  let offsets = new Float64Array(capacity);
  let streams = new Uint16Array(capacity);
  let sources = new Uint16Array(capacity);

  const grow = (): void => {
    capacity *= 2;
    const grown = <T extends { set(from: T): void }>(from: T, into: T): T => {
      into.set(from);
      return into;
    };
    stamps = grown(stamps, new BigInt64Array(capacity));
    blocks = grown(blocks, new Uint32Array(capacity));
    offsets = grown(offsets, new Float64Array(capacity));
    streams = grown(streams, new Uint16Array(capacity));
    sources = grown(sources, new Uint16Array(capacity));
  };

  return {
    get length() {
      return length;
    },
    add: (row) => {
      if (length === capacity) grow();
      stamps[length] = row.stampNs;
      blocks[length] = row.block;
      offsets[length] = row.offset;
      streams[length] = row.stream;
      sources[length] = row.source;
      length++;
    },
    order: () => {
      const order = Uint32Array.from({ length }, (_, i) => i);
      let isSorted = true;
      for (let i = 1; i < length && isSorted; i++) isSorted = stamps[i - 1]! <= stamps[i]!;
      if (isSorted) return order;
      return order.sort((a, b) =>
        stamps[a]! < stamps[b]! ? -1 : stamps[a]! > stamps[b]! ? 1 : a - b,
      );
    },
    row: (i) => ({
      source: sources[i]!,
      stream: streams[i]!,
      stampNs: stamps[i]!,
      block: blocks[i]!,
      offset: offsets[i]!,
    }),
    stampNs: (i) => stamps[i]!,
    stream: (i) => streams[i]!,
  };
}
