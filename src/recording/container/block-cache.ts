/** Blocks kept for the messages that follow: recorders interleave a few topics, rarely far apart. */
const maxCachedBytes = 64 * 1024 * 1024;

/** Keeps the blocks used last, at most 64 MB of them and at least one. */
export function createBlockCache(load: (block: number) => Uint8Array | string) {
  const blocks = new Map<number, Uint8Array | string>();
  let bytes = 0;
  const sizeOf = (content: Uint8Array | string) =>
    typeof content === "string" ? 0 : content.length;
  return {
    /** The block's bytes, or a sentence why there are none. Borrowed. */
    get(block: number): Uint8Array | string {
      const found = blocks.get(block);
      if (found !== undefined) {
        // Moved to the end: a Map keeps the order of insertion, and the first goes first.
        blocks.delete(block);
        blocks.set(block, found);
        return found;
      }
      const content = load(block);
      bytes += sizeOf(content);
      blocks.set(block, content);
      for (const [oldest, old] of blocks) {
        if (bytes <= maxCachedBytes || oldest === block) break;
        blocks.delete(oldest);
        bytes -= sizeOf(old);
      }
      return content;
    },
  };
}
