import { readdir, readFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { fail } from "../core/errors.ts";
import { loadDeviceProfiles, type DeviceProfile } from "./device-profile.ts";

/** The device this process runs on, and the profile that fits it. */
export interface Device {
  readonly profile: DeviceProfile;
  readonly architecture: string;
  readonly cores: number;
  readonly memoryMb: number;
  readonly cpuModel: string;
  /** Accelerators with a device node, whether this build can use them or not: `nvidia0`, `dri/renderD128`. */
  readonly accelerators: readonly string[];
}

/**
 * Recognises the device by its architecture.
 *
 * @param options.root folder that stands for `/`: a test gives a copy of a board's `/dev` and `/proc`
 * @throws AppError DEVICE_PROFILE_MISSING when no profile is for this architecture
 */
export async function recogniseDevice(
  options: {
    readonly root?: string;
    readonly architecture?: string;
    readonly profiles?: readonly DeviceProfile[];
  } = {},
): Promise<Device> {
  const { root = "/", architecture = process.arch } = options;
  const profiles = options.profiles ?? (await loadDeviceProfiles());
  const profile = profiles.find((p) => p.recognise.architecture === architecture);
  if (profile === undefined) {
    const known = profiles.map((p) => p.name);
    fail("DEVICE_PROFILE_MISSING", architecture, known);
  }
  const [cpuInfo, memoryInfo, accelerators] = await Promise.all([
    textOf(join(root, "proc/cpuinfo")),
    textOf(join(root, "proc/meminfo")),
    findAccelerators(join(root, "dev")),
  ]);
  const processors = cpuInfo.match(/^processor\s*:/gm)?.length;
  const memoryKb = /^MemTotal:\s*(\d+) kB/m.exec(memoryInfo)?.[1];
  const modelName = /^(?:model name|Model)\s*:\s*(.+)$/m.exec(cpuInfo)?.[1];
  return {
    profile,
    architecture,
    cores: processors ?? cpus().length,
    memoryMb: Math.round(memoryKb === undefined ? totalmem() / 2 ** 20 : Number(memoryKb) / 1024),
    cpuModel: (modelName ?? cpus()[0]?.model ?? "unknown").trim(),
    accelerators,
  };
}

/** Empty where there is no such file: other systems than Linux have no /proc. */
async function textOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}

async function findAccelerators(folder: string): Promise<readonly string[]> {
  const list = (path: string): Promise<string[]> => readdir(path).catch(() => []);
  const nodes = (await list(folder)).filter((n) => /^(nvidia\d+|nvhost-gpu|nvgpu)$/.test(n));
  const render = (await list(join(folder, "dri"))).filter((n) => n.startsWith("renderD"));
  return [...nodes, ...render.map((n) => `dri/${n}`)].sort();
}
