import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { cpuLoadBetween } from "../../../../src/runtime/senses/cpu-load.ts";
import { createDeviceFiles } from "../../../../src/runtime/senses/device-files.ts";
import { lookAtDevice, type DeviceState } from "../../../../src/runtime/senses/look-at-device.ts";
import { hottestOf } from "../../../../src/runtime/senses/temperatures.ts";
import {
  jetsons,
  machineFiles,
  powerModeFiles,
  zoneFiles,
  type DeviceTree,
} from "../../../support/device-trees.ts";
import { folderOf } from "../../../support/folder-of.ts";

const look = async (tree: DeviceTree): Promise<DeviceState> =>
  lookAtDevice(createDeviceFiles({ root: await folderOf(tree) }));

describe("the senses", () => {
  it("read all that a Jetson tells", async () => {
    const state = await look(jetsons["jetson-orin-nano-8gb"]!);
    expect(state).toEqual({
      board: {
        model: "NVIDIA Jetson Orin Nano Engineering Reference Developer Kit Super",
        modules: ["p3768-0000", "p3767-0005"],
      },
      l4t: "36.4.3",
      powerMode: { id: 0, name: "15W" },
      temperatures: [
        { name: "cpu-thermal", celsius: 48.5 },
        { name: "gpu-thermal", celsius: 47.2 },
        { name: "soc0-thermal", celsius: 46.9 },
        { name: "tj-thermal", celsius: 48.7 },
        { name: "PMIC-Die", celsius: 100 },
      ],
      gpu: { name: "17000000.gpu", loadFraction: 0.437, clockMhz: 305.997, maxClockMhz: 1020 },
      rails: [
        { name: "VDD_IN", watts: 6 },
        { name: "VDD_CPU_GPU_CV", watts: 2 },
        { name: "VDD_SOC", watts: 1.5 },
      ],
      memory: {
        totalMb: expect.closeTo(7990, 1) as number,
        availableMb: expect.closeTo(4794, 1) as number,
        limit: "machine",
      },
      cpu: { busy: 150, total: 1000 },
    });
  });

  it("are all absent on a machine that tells nothing", async () => {
    const state = await look({});
    expect(Object.values(state).filter((value) => value !== undefined)).toEqual([]);
  });

  it("survive garbage in every file", async () => {
    const garbage = [
      "",
      "\0",
      "-",
      "NaN",
      "9".repeat(400),
      "\uffff\u0000\u0001",
      "<<<>>>\n".repeat(99),
    ];
    const seed = 5;
    const random = randomFor(seed, "garbage");
    for (const tree of Object.values(jetsons)) {
      const paths = Object.keys(tree);
      const spoilt = Object.fromEntries(
        paths.map((path) => [path, garbage[Math.floor(random.uniform() * garbage.length)]!]),
      );
      const { temperatures = [], memory, rails = [] } = await look(spoilt);
      for (const { celsius } of temperatures)
        expect(Math.abs(celsius), `seed ${seed}`).toBeLessThan(201);
      for (const { watts } of rails) expect(watts).not.toBeNaN();
      if (memory) expect(memory.availableMb).not.toBeNaN();
    }
  });
});

describe("the power mode", () => {
  it("is nvpmodel's default while it has set none", async () => {
    const tree = { ...powerModeFiles(["MAXN", "15W"], 1), "var/lib/nvpmodel/status": "" };
    expect((await look(tree)).powerMode).toEqual({ id: 0, name: "MAXN" });
  });

  it("has a number and no name when the configuration does not list it", async () => {
    const mode = (await look(powerModeFiles(["15W"], 7))).powerMode;
    expect(mode).toEqual({ id: 7, name: undefined });
  });
});

describe("temperatures", () => {
  it("come from hwmon too, where processors have no zone", async () => {
    const tree = {
      "sys/class/hwmon/hwmon2/name": "k10temp\n",
      "sys/class/hwmon/hwmon2/temp1_input": "61250\n",
    };
    expect((await look(tree)).temperatures).toEqual([{ name: "k10temp", celsius: 61.25 }]);
  });

  it("count only where the zone's name begins as asked: a PMIC always reads high", async () => {
    const { temperatures } = await look(
      zoneFiles({ "CPU-therm": 50, "PMIC-Die": 100, "GPU-therm": 52 }),
    );
    expect(hottestOf(temperatures!, ["CPU", "GPU"])).toEqual({ name: "GPU-therm", celsius: 52 });
    expect(hottestOf(temperatures!, ["nvidia"])).toBeUndefined();
  });
});

describe("memory", () => {
  const machine = machineFiles({ cores: 2, totalMb: 8000, availableMb: 6000 });
  const group = (folder: string, max: string, used: string): DeviceTree => ({
    [`${folder}/memory.max`]: max,
    [`${folder}/memory.current`]: used,
    [`${folder}/memory.stat`]: "anon 1\nactive_file 100000000\ninactive_file 200000000\nshmem 5\n",
  });

  it("is what a cgroup leaves, where that is less; cached files can be had back", async () => {
    const tree = {
      ...machine,
      "proc/self/cgroup": "0::/system.slice/robot.service\n",
      ...group("sys/fs/cgroup/system.slice/robot.service", "max", "1500000000"),
      ...group("sys/fs/cgroup/system.slice", "2000000000", "1500000000"),
    };
    expect((await look(tree)).memory).toEqual({ totalMb: 2000, availableMb: 800, limit: "cgroup" });
  });

  it("knows the first version of cgroups, and that its huge limits are none", async () => {
    const folder = "sys/fs/cgroup/memory/docker/1";
    const v1 = (limit: string): DeviceTree => ({
      ...machine,
      "proc/self/cgroup": "5:cpu:/x\n4:memory:/docker/1\n",
      [`${folder}/memory.limit_in_bytes`]: limit,
      [`${folder}/memory.usage_in_bytes`]: "900000000",
      [`${folder}/memory.stat`]:
        "active_file 1\ninactive_file 2\ntotal_active_file 100000000\ntotal_inactive_file 100000000\n",
    });
    expect((await look(v1("1000000000"))).memory).toEqual({
      totalMb: 1000,
      availableMb: 300,
      limit: "cgroup",
    });
    expect((await look(v1("9223372036854771712"))).memory?.limit).toBe("machine");
  });

  it("does not follow a group out of its folder", async () => {
    const tree = { ...machine, "proc/self/cgroup": "0::/../../../../etc\n" };
    expect((await look(tree)).memory?.limit).toBe("machine");
  });
});

describe("CPU load", () => {
  it("is the busy part of the time between two looks", () => {
    expect(cpuLoadBetween({ busy: 100, total: 1000 }, { busy: 175, total: 1100 })).toBe(0.75);
    expect(cpuLoadBetween({ busy: 100, total: 1000 }, { busy: 100, total: 1000 })).toBeUndefined();
  });
});
