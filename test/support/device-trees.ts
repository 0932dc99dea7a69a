/** Files of a machine's /proc, /sys, /etc and /dev, by path under a root folder (see folder-of.ts). */
export type DeviceTree = Readonly<Record<string, string>>;

/** `/proc/cpuinfo` and `/proc/meminfo` of a machine. */
export function machineFiles(options: {
  readonly cores: number;
  readonly totalMb: number;
  readonly availableMb: number;
}): DeviceTree {
  const { cores, totalMb, availableMb } = options;
  const kb = (mb: number): number => Math.round((mb * 1e6) / 1024);
  return {
    "proc/cpuinfo": Array.from({ length: cores }, (_, n) => `processor\t: ${n}\n\n`).join(""),
    "proc/meminfo": `MemTotal:       ${kb(totalMb)} kB\nMemFree:        ${kb(availableMb / 2)} kB\nMemAvailable:   ${kb(availableMb)} kB\n`,
  };
}

/** Thermal zones in the order given, in degrees Celsius. */
export function zoneFiles(zones: Readonly<Record<string, number>>): DeviceTree {
  return Object.fromEntries(
    Object.entries(zones).flatMap(([name, celsius], n) => [
      [`sys/class/thermal/thermal_zone${n}/type`, `${name}\n`],
      [`sys/class/thermal/thermal_zone${n}/temp`, `${Math.round(1000 * celsius)}\n`],
    ]),
  );
}

/** What nvpmodel writes, with the modes by their number. */
export function powerModeFiles(modes: readonly string[], active: number): DeviceTree {
  const sections = modes.map(
    (name, id) => `< POWER_MODEL ID=${id} NAME=${name} >\nCPU_ONLINE CORE_0 1\nGPU MAX_FREQ -1\n`,
  );
  return {
    "etc/nvpmodel.conf": `# FREQ is in KHz\n< PARAM TYPE=FILE NAME=CPU_ONLINE >\nCORE_0 /sys/devices/system/cpu/cpu0/online\n${sections.join("\n")}\n< PM_CONFIG DEFAULT=0 >\n`,
    "var/lib/nvpmodel/status": `pmode:${String(active).padStart(4, "0")} fmode:fanNull\n`,
  };
}

/** Channels of an INA3221 in millivolts and milliamperes. */
function railFiles(
  hwmon: number,
  rails: Readonly<Record<string, readonly [millivolts: number, milliamperes: number]>>,
): DeviceTree {
  const folder = `sys/class/hwmon/hwmon${hwmon}`;
  return {
    [`${folder}/name`]: "ina3221\n",
    ...Object.fromEntries(
      Object.entries(rails).flatMap(([name, [millivolts, milliamperes]], i) => [
        [`${folder}/in${i + 1}_label`, `${name}\n`],
        [`${folder}/in${i + 1}_input`, `${millivolts}\n`],
        [`${folder}/curr${i + 1}_input`, `${milliamperes}\n`],
      ]),
    ),
  };
}

interface Jetson {
  readonly model: string;
  readonly carrier: string;
  readonly module: string;
  readonly soc: string;
  readonly cores: number;
  readonly totalMb: number;
  readonly l4t: readonly [release: number, revision: string];
  readonly modes: readonly string[];
  readonly gpu: string;
}

/** The files that a Jetson with this module shows; made after the sources of devices/*.yaml, not recorded. */
export function jetsonTree(jetson: Jetson): DeviceTree {
  const { model, carrier, module, soc, l4t, gpu } = jetson;
  const compatible = [`nvidia,${carrier}+${module}`, `nvidia,${module}`, `nvidia,${soc}`];
  return {
    ...machineFiles({ ...jetson, availableMb: jetson.totalMb * 0.6 }),
    ...zoneFiles({
      "cpu-thermal": 48.5,
      "gpu-thermal": 47.2,
      "cv0-thermal": -256,
      "soc0-thermal": 46.9,
      "tj-thermal": 48.7,
      "PMIC-Die": 100,
    }),
    ...powerModeFiles(jetson.modes, 0),
    ...railFiles(1, { VDD_IN: [5000, 1200], VDD_CPU_GPU_CV: [5000, 400], VDD_SOC: [5000, 300] }),
    "proc/device-tree/model": `${model}\0`,
    "proc/device-tree/compatible": compatible.map((entry) => `${entry}\0`).join(""),
    "etc/nv_tegra_release": `# R${l4t[0]} (release), REVISION: ${l4t[1]}, GCID: 38968081, BOARD: generic, EABI: aarch64, DATE: Wed Jan  8 01:49:37 UTC 2025\n`,
    [`sys/class/devfreq/${gpu}/cur_freq`]: "305997000\n",
    [`sys/class/devfreq/${gpu}/max_freq`]: "1020000000\n",
    [`sys/class/devfreq/${gpu}/device/load`]: "437\n",
    "proc/stat": "cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 100 0 50 800 50 0 0 0 0 0\n",
    "dev/nvhost-gpu": "",
  };
}

/** The boards that have a profile, by its name. */
export const jetsons: Readonly<Record<string, DeviceTree>> = {
  "jetson-orin-nano-8gb": jetsonTree({
    model: "NVIDIA Jetson Orin Nano Engineering Reference Developer Kit Super",
    carrier: "p3768-0000",
    module: "p3767-0005",
    soc: "tegra234",
    cores: 6,
    totalMb: 7990,
    l4t: [36, "4.3"],
    modes: ["15W", "25W", "MAXN_SUPER", "7W"],
    gpu: "17000000.gpu",
  }),
  "jetson-orin-nx-16gb": jetsonTree({
    model: "NVIDIA Jetson Orin NX Engineering Reference Developer Kit",
    carrier: "p3768-0000",
    module: "p3767-0000",
    soc: "tegra234",
    cores: 8,
    totalMb: 16_400,
    l4t: [36, "4.3"],
    modes: ["MAXN", "10W", "15W", "25W"],
    gpu: "17000000.gpu",
  }),
  "jetson-agx-orin-64gb": jetsonTree({
    model: "NVIDIA Jetson AGX Orin Developer Kit",
    carrier: "p3737-0000",
    module: "p3701-0005",
    soc: "tegra234",
    cores: 12,
    totalMb: 65_800,
    l4t: [36, "4.3"],
    modes: ["MAXN", "MODE_15W", "MODE_30W", "MODE_50W"],
    gpu: "17000000.ga10b",
  }),
  "jetson-agx-thor": jetsonTree({
    model: "NVIDIA Jetson AGX Thor Developer Kit",
    carrier: "p4071-0000",
    module: "p3834-0008",
    soc: "tegra264",
    cores: 14,
    totalMb: 131_900,
    l4t: [38, "2.0"],
    modes: ["MAXN", "120W", "90W", "70W"],
    gpu: "gpu-gpc-0",
  }),
  "jetson-xavier-nx": jetsonTree({
    model: "NVIDIA Jetson Xavier NX Developer Kit",
    carrier: "p3509-0000",
    module: "p3668-0001",
    soc: "tegra194",
    cores: 6,
    totalMb: 7800,
    l4t: [35, "4.1"],
    modes: ["MODE_15W_2CORE", "MODE_15W_4CORE", "MODE_15W_6CORE", "MODE_10W_2CORE"],
    gpu: "17000000.gv11b",
  }),
};
