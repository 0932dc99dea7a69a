import { crc32 } from "node:zlib";
import { fail } from "../../core/errors.ts";
import { createBlockCache } from "./block-cache.ts";
import type { ContainerSource } from "./container-source.ts";
import type { Decompressor } from "./decompress.ts";
import { scanMcapIndex } from "./mcap-index.ts";
import {
  createChannelTable,
  mcapMagic,
  messageHeaderBytes,
  noChunk,
  opcode,
  recordHeaderBytes,
  type ChunkPlace,
} from "./mcap-records.ts";
import { scanMcapRecords } from "./mcap-scan.ts";
import { RandomAccessFile } from "./random-access-file.ts";

/**
 * One MCAP file. With a whole index and no labels wanted only the index is read; else all records in
 * turn, which also finds what a cut file still has.
 *
 * @throws AppError RECORDING_INVALID when the file is no MCAP
 * @see mcap.dev/spec
 */
export function openMcapSource(path: string, decompressor: Decompressor): ContainerSource {
  const file = RandomAccessFile.open(path);
  if (Buffer.compare(file.read(0, mcapMagic.length), mcapMagic) !== 0) {
    file.close();
    fail("RECORDING_INVALID", path, "it does not begin as an MCAP file does");
  }
  const channels = createChannelTable();
  const chunks: ChunkPlace[] = [];

  const load = (chunk: ChunkPlace): Uint8Array | string => {
    if (chunk.start + chunk.storedBytes > file.sizeBytes) return "lies in a chunk that is cut off";
    const stored = file.read(chunk.start, chunk.storedBytes);
    const full = decompressor.decompress(chunk.compression, stored, chunk.fullBytes);
    if (typeof full === "string") return `lies in a chunk that ${full}`;
    if (chunk.crc !== 0 && crc32(full) !== chunk.crc)
      return "lies in a chunk whose checksum is wrong";
    // An uncompressed chunk may be a view into the file's window, which the next read overwrites.
    return full === stored ? Uint8Array.from(full) : full;
  };
  const cache = createBlockCache((block) => load(chunks[block]!));

  return {
    topics: channels.topics,
    scan(options) {
      const parts = { file, channels, chunks, load };
      const { isUsed, damage } = scanMcapIndex(parts, options);
      return isUsed ? damage : [...damage, ...scanMcapRecords(parts, options)];
    },
    fetch({ block, offset }) {
      const bytes = block === noChunk ? undefined : cache.get(block);
      if (typeof bytes === "string") return bytes;
      const read = (start: number, length: number) =>
        bytes === undefined ? file.read(start, length) : bytes.subarray(start, start + length);
      const header = read(offset, recordHeaderBytes);
      if (header.length < recordHeaderBytes || header[0] !== opcode.message) {
        return "is not where the index says";
      }
      const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
      const length = Number(view.getBigUint64(1, true));
      const content = read(offset + recordHeaderBytes, length);
      if (content.length < length || length < messageHeaderBytes) return "is cut off";
      return Uint8Array.from(content.subarray(messageHeaderBytes));
    },
    close: () => {
      file.close();
    },
  };
}
