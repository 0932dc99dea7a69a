import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { governTraining, judgedEveryMs } from "../../../src/app/govern-training.ts";
import { createFrameCounter } from "../../../src/app/frame-counter.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { createLogger } from "../../../src/core/log.ts";
import { loadDeviceProfiles } from "../../../src/runtime/device-profile.ts";
import { watchDevice } from "../../../src/runtime/senses/watch-device.ts";
import { jetsons } from "../../support/device-trees.ts";
import { folderOf } from "../../support/folder-of.ts";
import { twoSensorConfig } from "../../support/parse-config.ts";

describe("governing the training of a run", () => {
  const start = async (...set: readonly string[]) => {
    const name = "jetson-orin-nano-8gb";
    const root = await folderOf(jetsons[name]!);
    const profiles = await loadDeviceProfiles();
    const device = watchDevice({ root, everyMs: judgedEveryMs });
    const duties: number[] = [];
    const lines: string[] = [];
    let latencyMs: number | undefined;
    const governor = governTraining({
      config: twoSensorConfig(...set),
      profile: profiles.find((p) => p.name === name)!,
      device,
      meters: new Map([
        ["front", { frames: createFrameCounter(systemClock), recentLatencyMs: () => latencyMs }],
      ]),
      learner: { setDuty: (duty) => duties.push(duty) },
      clock: systemClock,
      log: createLogger({ level: "info", write: (line) => lines.push(line) }),
    });
    onTestFinished(() => {
      governor.close();
      device.close();
    });
    const mode = (id: number) => writeFile(join(root, "var/lib/nvpmodel/status"), `pmode:000${id}`);
    const zone = (n: number, celsius: number) =>
      writeFile(join(root, `sys/class/thermal/thermal_zone${n}/temp`), `${1000 * celsius}\n`);
    const answer = (ms: number | undefined): void => {
      latencyMs = ms;
    };
    return { governor, duties, lines, mode, zone, answer };
  };

  it("begins with what the board's power mode allows, and follows a switch within 2 s", async () => {
    const { governor, duties, lines, mode } = await start();
    await vi.waitUntil(() => duties.length > 0);
    expect(duties[0]).toBe(0.6);
    expect(lines[0]).toBe("info  training duty 100 % → 60 %: power mode 15W allows a duty of 0.6");
    await mode(3);
    await vi.waitUntil(() => duties.at(-1) === 0.25, { timeout: 2000 });
    expect(governor.status()).toMatchObject({
      duty: 0.25,
      reasons: ["power mode 7W allows a duty of 0.25"],
      changes: [
        { from: 1, to: 0.6 },
        { from: 0.6, to: 0.25, reasons: ["power mode 7W allows a duty of 0.25"] },
      ],
    });
  });

  it("pauses within 2 s when a zone that counts overheats, and comes back when it has cooled", async () => {
    const { governor, duties, mode, zone } = await start();
    await mode(2);
    await vi.waitUntil(() => governor.status().duty === 1, { timeout: 5000 });
    await zone(1, 97);
    await vi.waitUntil(() => duties.at(-1) === 0, { timeout: 2000 });
    expect(governor.status().reasons[0]).toMatch(/^gpu-thermal 97.0 °C: training pauses until/);
    await zone(1, 50);
    await vi.waitUntil(() => duties.at(-1) === 1, { timeout: 12_000 });
    expect(governor.status().reasons).toEqual([]);
  });

  it("takes limits of the configuration before those of the profile", async () => {
    const { duties } = await start("learn.governor.powerModes.15W=0.9");
    await vi.waitUntil(() => duties.length > 0);
    expect(duties[0]).toBe(0.9);
  });

  it("holds a sensor to its configured deadline", async () => {
    const { governor, answer } = await start("learn.governor.deadlineMs=20");
    answer(40);
    await vi.waitUntil(() => governor.status().duty === 0.1, { timeout: 4000 });
    expect(governor.status().reasons).toContain(
      "front is answered after 40 ms, the deadline is 20 ms",
    );
  });

  it("does nothing more when it is closed", async () => {
    const { governor, duties, mode } = await start();
    await vi.waitUntil(() => duties.length > 0);
    governor.close();
    governor.close();
    await mode(3);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(duties).toEqual([0.6]);
  });
});
