/**
 * The same bytes as a plain Uint8Array that is alone in its buffer, so that its owner may keep or
 * transfer it. Copies only when `bytes` is a window into something larger, such as a socket's chunk.
 */
export function ownBytes(bytes: Uint8Array): Uint8Array {
  const { buffer, byteOffset, byteLength } = bytes;
  return byteOffset === 0 && byteLength === buffer.byteLength
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes);
}
