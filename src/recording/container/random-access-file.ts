import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { failFrom } from "../../core/errors.ts";

/** Small reads in a row are served from one large one; a smaller file has no larger window than itself. */
const windowBytes = 256 * 1024;

/** A file that is read anywhere, synchronously, through one window. */
export class RandomAccessFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly #descriptor: number;
  readonly #window: Buffer;
  #windowStart = 0;
  #windowLength = 0;
  #isClosed = false;

  private constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = descriptor;
    this.sizeBytes = fstatSync(descriptor).size;
    this.#window = Buffer.allocUnsafeSlow(Math.min(windowBytes, this.sizeBytes));
  }

  /** @throws AppError RECORDING_INVALID when the file cannot be opened */
  static open(path: string): RandomAccessFile {
    try {
      return new RandomAccessFile(path, openSync(path, "r"));
    } catch (error) {
      return failFrom(error, "RECORDING_INVALID", path, String(error));
    }
  }

  /**
   * `length` bytes from `start`, or fewer where the file ends. Small reads are views into the window,
   * good until the next read; large ones are the caller's.
   */
  read(start: number, length: number): Uint8Array {
    const wanted = Math.max(0, Math.min(length, this.sizeBytes - start));
    if (wanted > windowBytes) {
      const bytes = new Uint8Array(wanted);
      return bytes.subarray(0, this.#fill(bytes, start));
    }
    if (start < this.#windowStart || start + wanted > this.#windowStart + this.#windowLength) {
      this.#windowStart = start;
      this.#windowLength = this.#fill(this.#window, start);
    }
    const from = start - this.#windowStart;
    return this.#window.subarray(from, Math.min(from + wanted, this.#windowLength));
  }

  close(): void {
    if (!this.#isClosed) closeSync(this.#descriptor);
    this.#isClosed = true;
  }

  #fill(into: Uint8Array, start: number): number {
    let filled = 0;
    while (filled < into.length) {
      const count = readSync(this.#descriptor, into, filled, into.length - filled, start + filled);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }
}
