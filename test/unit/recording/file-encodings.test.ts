import { describe, expect, it } from "vitest";
import { decoders } from "../../../src/decode/index.ts";
import { fileEncoding } from "../../../src/recording/file-encodings.ts";

describe("fileEncoding", () => {
  it.each(["a.jpg", "a.JPEG", "a.png", "a.webp", "a.bin", "dir.x/a.pcd"])(
    "names for %s a decoder of the same modality",
    (path) => {
      const { encoding, modality } = fileEncoding(path)!;
      expect(decoders.get(encoding).modality).toBe(modality);
    },
  );

  it.each(["a.txt", "a", "jpg", "a.jpg.bak", "a.toString", "3.14"])("knows none for %s", (path) => {
    expect(fileEncoding(path)).toBeUndefined();
  });
});
