import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { McapChunkBuilder, McapRecordBuilder, type McapTypes } from "@mcap/core";

/** What is told about a topic, once. */
export interface McapChannel {
  readonly topic: string;
  /** How its messages are serialised: `cdr`, `ros1`, `protobuf`, `json`, or empty for bare bytes. */
  readonly serialization: string;
  readonly metadata: ReadonlyMap<string, string>;
  /** Absent for bare bytes. */
  readonly schema?:
    { readonly name: string; readonly encoding: string; readonly data: Uint8Array } | undefined;
}

export interface McapMessage {
  readonly channel: number;
  readonly sequence: number;
  readonly logNs: bigint;
  readonly publishNs: bigint;
  readonly data: Uint8Array;
}

export interface McapFileWriterOptions {
  /** A chunk is written when it has reached this size. */
  readonly chunkBytes: number;
  /** Whether each chunk is forced to the disk: a power cut then costs one chunk at most. */
  readonly syncsChunks: boolean;
  /** Turns a chunk's records into what is stored; absent = as they are. */
  readonly compress?:
    ((records: Uint8Array) => { compression: string; data: Uint8Array }) | undefined;
}

/**
 * Writes an MCAP file chunk by chunk, synchronously: for a thread of its own.
 *
 * A chunk goes out in one write with its schemas, channels and index, so that a killed process leaves
 * whole chunks and at most half of the last. A write that fails is taken back as far as the file system
 * lets it: what was written before stays readable.
 * @see mcap.dev/spec
 */
export class McapFileWriter {
  readonly #descriptor: number;
  readonly #options: McapFileWriterOptions;
  readonly #chunk = new McapChunkBuilder({});
  readonly #records = new McapRecordBuilder();
  readonly #schemas: McapTypes.Schema[] = [];
  readonly #channels: McapTypes.Channel[] = [];
  readonly #announced = new Set<number>();
  readonly #chunkIndexes: McapTypes.ChunkIndex[] = [];
  readonly #counts = new Map<number, bigint>();
  #size = 0;
  #startNs = 0n;
  #endNs = 0n;
  #messages = 0n;
  #isClosed = false;

  /** Creates or empties the file. @throws the file system's error */
  constructor(path: string, options: McapFileWriterOptions) {
    this.#descriptor = openSync(path, "w");
    this.#options = options;
    this.#records.writeMagic();
    this.#records.writeHeader({ profile: "", library: "saccade" });
    this.#commit();
  }

  /** Bytes of the file so far. */
  get sizeBytes(): number {
    return this.#size;
  }

  get chunks(): number {
    return this.#chunkIndexes.length;
  }

  /** Adds a topic; it is written with its first message. */
  addChannel({ topic, serialization, metadata, schema }: McapChannel): number {
    let schemaId = 0;
    if (schema !== undefined) {
      const known = this.#schemas.find(
        (s) => s.name === schema.name && s.encoding === schema.encoding,
      );
      schemaId = known?.id ?? this.#schemas.push({ ...schema, id: this.#schemas.length + 1 });
    }
    const id = this.#channels.length;
    const channel = { id, schemaId, topic, messageEncoding: serialization };
    this.#channels.push({ ...channel, metadata: new Map(metadata) });
    return id;
  }

  /** Adds a message to the chunk; writes the chunk when it is full. @throws the file system's error */
  add({ channel, sequence, logNs, publishNs, data }: McapMessage): void {
    if (!this.#announced.has(channel)) {
      const announced = this.#channels[channel]!;
      const schema = this.#schemas[announced.schemaId - 1];
      if (schema !== undefined) this.#chunk.addSchema(schema);
      this.#chunk.addChannel(announced);
      this.#announced.add(channel);
    }
    const times = { logTime: logNs, publishTime: publishNs };
    this.#chunk.addMessage({ channelId: channel, sequence, ...times, data });
    if (this.#messages === 0n || logNs < this.#startNs) this.#startNs = logNs;
    if (this.#messages === 0n || logNs > this.#endNs) this.#endNs = logNs;
    this.#messages++;
    this.#counts.set(channel, (this.#counts.get(channel) ?? 0n) + 1n);
    if (this.#chunk.byteLength >= this.#options.chunkBytes) this.flush();
  }

  /** Writes the chunk as it is, if it holds a message. @throws the file system's error */
  flush(): void {
    if (this.#chunk.numMessages === 0) return;
    const full = this.#chunk.buffer;
    const { compression, data } = this.#options.compress?.(full) ?? { compression: "", data: full };
    const times = {
      messageStartTime: this.#chunk.messageStartTime,
      messageEndTime: this.#chunk.messageEndTime,
    };
    const sizes = { compression, uncompressedSize: BigInt(full.length) };
    const chunkLength = this.#records.writeChunk({
      ...times,
      ...sizes,
      uncompressedCrc: crc32(full),
      records: data,
    });
    const chunkStartOffset = BigInt(this.#size);
    const messageIndexOffsets = new Map<number, bigint>();
    let messageIndexLength = 0n;
    for (const index of this.#chunk.indices) {
      messageIndexOffsets.set(index.channelId, chunkStartOffset + chunkLength + messageIndexLength);
      messageIndexLength += this.#records.writeMessageIndex(index);
    }
    this.#commit();
    if (this.#options.syncsChunks) fsyncSync(this.#descriptor);
    this.#chunkIndexes.push({
      ...{ ...times, ...sizes, chunkStartOffset, chunkLength, messageIndexOffsets },
      ...{ messageIndexLength, compressedSize: BigInt(data.length) },
    });
    this.#chunk.reset();
  }

  /** Writes the index and closes the file. @throws the file system's error */
  end(): void {
    this.flush();
    this.#records.writeDataEnd({ dataSectionCrc: 0 });
    this.#commit();
    const summaryStart = this.#size;
    for (const schema of this.#schemas) this.#records.writeSchema(schema);
    for (const channel of this.#channels) this.#records.writeChannel(channel);
    this.#records.writeStatistics({
      ...{
        messageCount: this.#messages,
        messageStartTime: this.#startNs,
        messageEndTime: this.#endNs,
      },
      ...{ schemaCount: this.#schemas.length, channelCount: this.#channels.length },
      ...{ attachmentCount: 0, metadataCount: 0, chunkCount: this.#chunkIndexes.length },
      channelMessageCounts: this.#counts,
    });
    for (const index of this.#chunkIndexes) this.#records.writeChunkIndex(index);
    // The checksum covers the footer up to itself, which is written first without one.
    const summary = Uint8Array.from(this.#records.buffer);
    const footer = { summaryStart: BigInt(summaryStart), summaryOffsetStart: 0n };
    const plain = new McapRecordBuilder();
    plain.writeFooter({ ...footer, summaryCrc: 0 });
    const summaryCrc = crc32(plain.buffer.subarray(0, -4), crc32(summary));
    this.#records.writeFooter({ ...footer, summaryCrc });
    this.#records.writeMagic();
    this.#commit();
    fsyncSync(this.#descriptor);
    this.close();
  }

  /** Lets go of the file as it is. Safe to call twice. */
  close(): void {
    if (!this.#isClosed) closeSync(this.#descriptor);
    this.#isClosed = true;
  }

  /** Writes what the builder holds, all or, as far as the file system lets it, nothing. */
  #commit(): void {
    const bytes = this.#records.buffer;
    try {
      for (let written = 0; written < bytes.length;) {
        written += writeSync(
          this.#descriptor,
          bytes,
          written,
          bytes.length - written,
          this.#size + written,
        );
      }
    } catch (error) {
      try {
        ftruncateSync(this.#descriptor, this.#size);
      } catch {
        // A device that cannot be cut; the reader leaves half a chunk out.
      }
      throw error;
    } finally {
      this.#records.reset();
    }
    this.#size += bytes.length;
  }
}
