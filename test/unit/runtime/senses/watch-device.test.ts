import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { watchDevice } from "../../../../src/runtime/senses/watch-device.ts";
import { zoneFiles } from "../../../support/device-trees.ts";
import { folderOf } from "../../../support/folder-of.ts";

describe("the watch of a device", () => {
  it("has the first look when it is ready, and newer ones by itself until it is closed", async () => {
    const root = await folderOf({
      ...zoneFiles({ cpu: 40 }),
      "proc/stat": "cpu  100 0 0 900 0 0 0 0\n",
    });
    const watch = watchDevice({ root, everyMs: 20 });
    onTestFinished(() => {
      watch.close();
    });
    expect(watch.read().temperatures).toBeUndefined();
    await watch.ready;
    expect(watch.read().temperatures).toEqual([{ name: "cpu", celsius: 40 }]);
    await writeFile(join(root, "sys/class/thermal/thermal_zone0/temp"), "55000");
    await writeFile(join(root, "proc/stat"), "cpu  150 0 0 950 0 0 0 0\n");
    await vi.waitUntil(() => watch.read().temperatures?.[0]?.celsius === 55);
    await vi.waitUntil(() => watch.read().cpuLoad === 0.5);
    watch.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await writeFile(join(root, "sys/class/thermal/thermal_zone0/temp"), "60000");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(watch.read().temperatures?.[0]?.celsius).toBe(55);
  });
});
