import { fail } from "../../core/errors.ts";
import { createBlockCache } from "./block-cache.ts";
import { createByteCursor } from "./byte-cursor.ts";
import type { ContainerSource, ContainerTopic, ScanOptions } from "./container-source.ts";
import type { Decompressor } from "./decompress.ts";
import { RandomAccessFile } from "./random-access-file.ts";
import {
  bagMagic,
  bagOp,
  bagRecordAt,
  bagRecordIn,
  bagText,
  bagTime,
  bagUint32,
  parseBagFields,
  type BagFields,
  type BagRecord,
} from "./rosbag1-records.ts";

interface BagChunk {
  readonly start: number;
  readonly storedBytes: number;
  readonly fullBytes: number;
  readonly compression: string;
}

/**
 * One ROS 1 bag, version 2.0. Chunks are passed over where nobody wants their bytes: the index records
 * behind each tell what is inside. A bag that was cut, or never indexed, is read just so.
 *
 * @throws AppError RECORDING_INVALID when the file is no such bag, or encrypted
 * @see wiki.ros.org/Bags/Format/2.0
 */
export function openRosbag1Source(path: string, decompressor: Decompressor): ContainerSource {
  const file = RandomAccessFile.open(path);
  if (Buffer.compare(file.read(0, bagMagic.length), bagMagic) !== 0) {
    file.close();
    fail("RECORDING_INVALID", path, "it does not begin as a ROS bag of version 2.0 does");
  }
  const chunks: BagChunk[] = [];
  const topics: ContainerTopic[] = [];
  const numbers = new Map<number, number>();

  const addConnection = (fields: BagFields, data: Uint8Array): void => {
    const id = bagUint32(fields, "conn");
    const inner = parseBagFields(data);
    if (inner === undefined || numbers.has(id)) return;
    numbers.set(id, topics.length);
    topics.push({
      name: bagText(inner, "topic") || bagText(fields, "topic"),
      schema: bagText(inner, "type"),
      serialization: "ros1",
    });
  };
  const load = (chunk: BagChunk): Uint8Array | string => {
    const stored = file.read(chunk.start, chunk.storedBytes);
    const full = decompressor.decompress(chunk.compression, stored, chunk.fullBytes);
    if (typeof full === "string") return `lies in a chunk that ${full}`;
    return full === stored ? Uint8Array.from(full) : full;
  };
  const cache = createBlockCache((block) => load(chunks[block]!));

  return {
    topics,
    scan: (options) => scanBag({ file, chunks, topics, numbers, addConnection, load }, options),
    fetch({ block, offset }) {
      const bytes = cache.get(block);
      if (typeof bytes === "string") return bytes;
      const record = bagRecordAt(bytes, offset);
      if (record?.op !== bagOp.message) return "is not where the index says";
      if (record.end > bytes.length) return "is cut off";
      return Uint8Array.from(bytes.subarray(record.dataStart, record.end));
    },
    close: () => {
      file.close();
    },
  };
}

interface BagParts {
  readonly file: RandomAccessFile;
  readonly chunks: BagChunk[];
  readonly topics: readonly ContainerTopic[];
  readonly numbers: ReadonlyMap<number, number>;
  readonly addConnection: (fields: BagFields, data: Uint8Array) => void;
  readonly load: (chunk: BagChunk) => Uint8Array | string;
}

function scanBag(parts: BagParts, options: ScanOptions): readonly string[] {
  const { file, chunks, topics, numbers, addConnection } = parts;
  const damage: string[] = [];
  const lost: string[] = [];
  let strangers = 0;
  // Connections also stand at the end, so that chunks need not be opened to know them.
  const indexProblem = readIndexSection(parts);
  const isUnindexed = topics.length === 0;
  let isEverWanted = isUnindexed || options.isThorough;
  for (const topic of topics) if (options.wantsPayload(topic)) isEverWanted = true;

  const wants = new Map<number, boolean>();
  const visitMessage = (bytes: Uint8Array, record: BagRecord, block: number, at: number): void => {
    const topic = numbers.get(bagUint32(record.fields, "conn"));
    if (topic === undefined) {
      strangers++;
      return;
    }
    let isWanted = wants.get(topic);
    if (isWanted === undefined) wants.set(topic, (isWanted = options.wantsPayload(topics[topic]!)));
    const payload = isWanted ? bytes.subarray(record.dataStart, record.end) : undefined;
    const stampNs = bagTime(record.fields.get("time") ?? bytes.subarray(0, 0));
    options.visit({ topic, stampNs, block, offset: at, payload });
  };
  const visitChunk = (block: number): void => {
    const bytes = parts.load(chunks[block]!);
    if (typeof bytes === "string") {
      lost.push(bytes);
      return;
    }
    for (let at = 0; at < bytes.length;) {
      const record = bagRecordAt(bytes, at);
      if (record === undefined || record.end > bytes.length) {
        lost.push("lies in a chunk whose last record is cut off");
        return;
      }
      const data = bytes.subarray(record.dataStart, record.end);
      if (record.op === bagOp.connection) addConnection(record.fields, data);
      else if (record.op === bagOp.message) visitMessage(bytes, record, block, at);
      at = record.end;
    }
  };

  let at = bagMagic.length;
  while (at < file.sizeBytes) {
    const record = bagRecordIn(file, at);
    if (record === undefined || record.end > file.sizeBytes) {
      const bytes = file.sizeBytes - at;
      damage.push(
        `${file.path}: cut off; the last ${bytes} of ${file.sizeBytes} bytes hold no whole record`,
      );
      // Of a plain chunk that is cut the messages before the cut are whole.
      if (record?.op === bagOp.chunk && bagText(record.fields, "compression") === "none") {
        const kept = file.sizeBytes - record.dataStart;
        const place = { start: record.dataStart, storedBytes: kept, fullBytes: kept };
        visitChunk(chunks.push({ ...place, compression: "none" }) - 1);
      }
      break;
    }
    at = record.end;
    if (record.op === bagOp.connection) {
      addConnection(record.fields, Uint8Array.from(file.read(record.dataStart, record.dataLength)));
    } else if (record.op === bagOp.chunk) {
      const block =
        chunks.push({
          start: record.dataStart,
          storedBytes: record.dataLength,
          fullBytes: bagUint32(record.fields, "size"),
          compression: bagText(record.fields, "compression"),
        }) - 1;
      const indexed = isEverWanted ? undefined : indexedMessages(parts, record.end);
      if (indexed === undefined) visitChunk(block);
      else for (const message of indexed) options.visit({ ...message, block, payload: undefined });
    }
  }
  if (damage.length === 0 && indexProblem !== undefined) {
    damage.push(`${file.path} ${indexProblem}`);
  }
  if (lost.length > 0) {
    damage.push(
      `${file.path}: ${lost.length} chunk(s) not whole: the first message lost ${lost[0]!}`,
    );
  }
  if (strangers > 0) damage.push(`${file.path}: ${strangers} message(s) of unknown connections`);
  return damage;
}

/**
 * Reads the connections that the bag's header points to.
 * @returns what is wrong with the place where they should be; a bag has no other mark of its end
 */
function readIndexSection({ file, addConnection }: BagParts): string | undefined {
  const header = bagRecordIn(file, bagMagic.length);
  const field = header?.op === bagOp.header ? header.fields.get("index_pos") : undefined;
  const position = field === undefined ? 0 : createByteCursor(field).uint64();
  if (position === 0) return "was never closed: it has no index, and its end may be missing";
  if (position > file.sizeBytes) return `is cut off: its index began at byte ${position}`;
  for (let at = position; at < file.sizeBytes;) {
    const record = bagRecordIn(file, at);
    if (record === undefined || record.end > file.sizeBytes) return "is cut off within its index";
    if (record.op !== bagOp.connection) return undefined;
    addConnection(record.fields, Uint8Array.from(file.read(record.dataStart, record.dataLength)));
    at = record.end;
  }
  return undefined;
}

interface IndexedMessage {
  readonly topic: number;
  readonly stampNs: bigint;
  readonly offset: number;
}

/** The messages of the chunk that ends at `at`, by the index records that follow it; undefined without. */
function indexedMessages(
  { file, numbers }: BagParts,
  at: number,
): readonly IndexedMessage[] | undefined {
  const messages: IndexedMessage[] = [];
  let hasIndex = false;
  for (let from = at; ;) {
    const record = bagRecordIn(file, from);
    if (record?.op !== bagOp.index) return hasIndex ? messages : undefined;
    const topic = numbers.get(bagUint32(record.fields, "conn"));
    const count = bagUint32(record.fields, "count");
    const data = file.read(record.dataStart, record.dataLength);
    if (topic === undefined || data.length < record.dataLength || count * 12 > data.length) {
      return undefined;
    }
    hasIndex = true;
    for (let i = 0; i < count; i++) {
      const entry = data.subarray(i * 12, i * 12 + 12);
      messages.push({
        topic,
        stampNs: bagTime(entry),
        offset: createByteCursor(entry, 8).uint32(),
      });
    }
    from = record.end;
  }
}
