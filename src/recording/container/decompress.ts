import decompressLz4 from "@foxglove/wasm-lz4";
import Bzip2 from "@foxglove/wasm-bz2";
import { decompress as decompressZstd, isLoaded as zstdLoaded } from "@foxglove/wasm-zstd";

/** No recorder writes larger chunks; one that claims more is a bomb or damage. */
const maxBlockBytes = 512 * 1024 * 1024;

/** Up to here any compression is believed; zeros do compress a thousandfold. */
const freeBytes = 8 * 1024 * 1024;
const maxRatio = 200;

/** Turns compressed blocks into full ones. Made once a thread, because it loads WebAssembly. */
export interface Decompressor {
  /**
   * The `size` bytes that `data` holds.
   * @returns a sentence when the compression is unknown, the size unbelievable or the data damaged
   */
  decompress(compression: string, data: Uint8Array, size: number): Uint8Array | string;
}

/** Loads the decompressors: `zstd`, `lz4`, `bz2`, and none. */
export async function loadDecompressor(): Promise<Decompressor> {
  const [bz2] = await Promise.all([Bzip2.init(), decompressLz4.isLoaded, zstdLoaded]);
  const methods: Readonly<Record<string, (data: Uint8Array, size: number) => Uint8Array>> = {
    bz2: (data, size) => bz2.decompress(data, size),
    lz4: (data, size) => decompressLz4(data, size),
    zstd: (data, size) => decompressZstd(data, size),
  };
  return {
    decompress(compression, data, size) {
      if (compression === "" || compression === "none") {
        return data.length === size ? data : `has ${data.length} bytes, announces ${size}`;
      }
      const method = Object.hasOwn(methods, compression) ? methods[compression] : undefined;
      if (method === undefined)
        return `is compressed with '${compression}', expected zstd, lz4 or bz2`;
      if (size > maxBlockBytes || (size > freeBytes && size > maxRatio * data.length)) {
        return `announces ${size} bytes in ${data.length} compressed ones, which is not believable`;
      }
      try {
        const full = method(data, size);
        return full.length === size ? full : `holds ${full.length} bytes, announces ${size}`;
      } catch (error) {
        return `cannot be decompressed (${error instanceof Error ? error.message : String(error)})`;
      }
    },
  };
}
