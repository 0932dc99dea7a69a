import { expect, it } from "vitest";
import { mappedLibraries } from "../../../src/runtime/mapped-libraries.ts";

it("finds the files of a library that are mapped, each once, by their real names", () => {
  const maps = [
    "ffff8c000000-ffff8c021000 rw-p 00000000 00:00 0 ",
    "ffff90000000-ffff9a000000 r-xp 00000000 b3:01 1234   /usr/lib/aarch64-linux-gnu/libnvinfer.so.10.3.0",
    "ffff9a000000-ffff9b000000 rw-p 0a000000 b3:01 1234   /usr/lib/aarch64-linux-gnu/libnvinfer.so.10.3.0",
    "ffff9b000000-ffff9c000000 r-xp 00000000 b3:01 1235   /opt/my libs/libnvinfer_plugin.so.10.3.0",
    "ffff9c000000-ffff9d000000 r-xp 00000000 b3:01 1236   /usr/lib/aarch64-linux-gnu/libcudart.so.12",
    "ffff9d000000-ffff9e000000 r-xp 00000000 00:00 0      [vdso]",
  ].join("\n");
  expect(mappedLibraries(maps, "libnvinfer")).toEqual([
    "/opt/my libs/libnvinfer_plugin.so.10.3.0",
    "/usr/lib/aarch64-linux-gnu/libnvinfer.so.10.3.0",
  ]);
  expect(mappedLibraries("", "libnvinfer")).toEqual([]);
});
