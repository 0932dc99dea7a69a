import { readdir, readFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { fail } from "../core/errors.ts";
import { loadDeviceProfiles, type DeviceProfile } from "./device-profile.ts";
import { readBoard, type Board } from "./senses/board.ts";
import { createDeviceFiles } from "./senses/device-files.ts";

/** The device this process runs on, and the profile that fits it. */
export interface Device {
  readonly profile: DeviceProfile;
  /** What of the device the profile was taken by: `module p3767-0005`, `architecture x64`. */
  readonly recognisedBy: string;
  readonly architecture: string;
  readonly cores: number;
  readonly memoryMb: number;
  readonly cpuModel: string;
  /** Absent where there is no device tree. */
  readonly board?: Board | undefined;
  /** Accelerators with a device node, whether this build can use them or not: `nvidia0`, `dri/renderD128`. */
  readonly accelerators: readonly string[];
}

type Facts = Omit<Device, "profile" | "recognisedBy">;

/**
 * Recognises the device: first by its module's part number, then by the board's name, then by a GPU,
 * then by its architecture alone. A board is more than what it is made of.
 *
 * @param options.root folder that stands for `/`: a test gives a copy of a board's `/dev` and `/proc`
 * @throws AppError DEVICE_PROFILE_MISSING when no profile is for this architecture
 */
export async function recogniseDevice(
  options: {
    readonly root?: string | undefined;
    readonly architecture?: string | undefined;
    readonly profiles?: readonly DeviceProfile[];
  } = {},
): Promise<Device> {
  const { root = "/", architecture = process.arch } = options;
  const profiles = options.profiles ?? (await loadDeviceProfiles());
  const facts = await readFacts(root, architecture);
  const [best] = profiles
    .flatMap((profile) => {
      const match = matchOf(profile.recognise, facts);
      return match ? [{ profile, ...match }] : [];
    })
    .sort((a, b) => b.rank - a.rank);
  if (best === undefined) {
    const known = profiles.map((p) => p.name);
    fail("DEVICE_PROFILE_MISSING", architecture, known);
  }
  return { profile: best.profile, recognisedBy: best.by, ...facts };
}

/** How well a profile fits; undefined where it does not. */
function matchOf(
  wanted: DeviceProfile["recognise"],
  { architecture, board, accelerators }: Facts,
): { readonly rank: number; readonly by: string } | undefined {
  if (wanted.architecture !== architecture) return undefined;
  const { modules, models, gpu } = wanted;
  if (modules ?? models) {
    const part = modules?.find((m) => board?.modules.includes(m));
    if (part !== undefined) return { rank: 3, by: `module ${part}` };
    const name = models?.find((word) => board?.model.includes(word));
    return name === undefined ? undefined : { rank: 2, by: `board '${board!.model}'` };
  }
  if (gpu === undefined) return { rank: 0, by: `architecture ${architecture}` };
  const node = accelerators.find((a) =>
    gpu === "nvidia" ? /^nvidia\d/.test(a) : a.startsWith("dri/"),
  );
  return node === undefined ? undefined : { rank: 1, by: `architecture ${architecture}, ${node}` };
}

async function readFacts(root: string, architecture: string): Promise<Facts> {
  const [cpuInfo, memoryInfo, board, accelerators] = await Promise.all([
    textOf(join(root, "proc/cpuinfo")),
    textOf(join(root, "proc/meminfo")),
    readBoard(createDeviceFiles({ root })),
    findAccelerators(join(root, "dev")),
  ]);
  const processors = cpuInfo.match(/^processor\s*:/gm)?.length;
  const memoryKb = /^MemTotal:\s*(\d+) kB/m.exec(memoryInfo)?.[1];
  const modelName = /^(?:model name|Model)\s*:\s*(.+)$/m.exec(cpuInfo)?.[1];
  return {
    architecture,
    cores: processors ?? cpus().length,
    memoryMb: Math.round(memoryKb === undefined ? totalmem() / 2 ** 20 : Number(memoryKb) / 1024),
    cpuModel: (modelName ?? cpus()[0]?.model ?? "unknown").trim(),
    ...(board && { board }),
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
