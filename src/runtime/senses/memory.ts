import type { DeviceFiles } from "./device-files.ts";

/** What may be taken before something is killed: the machine's own, or this container's limit. */
export interface MemoryRoom {
  readonly totalMb: number;
  readonly availableMb: number;
  readonly limit: "machine" | "cgroup";
}

const megabyte = 1e6;

/** The tighter of the machine's memory and of the cgroups that this process is in. */
export async function readMemory(files: DeviceFiles): Promise<MemoryRoom | undefined> {
  const [meminfo = "", groups = ""] = await Promise.all([
    files.text("proc/meminfo"),
    files.fixed("proc/self/cgroup"),
  ]);
  const kilobytes = (name: string): number | undefined => {
    const found = new RegExp(`^${name}:\\s*(\\d+) kB`, "m").exec(meminfo)?.[1];
    return found === undefined ? undefined : (Number(found) * 1024) / megabyte;
  };
  const totalMb = kilobytes("MemTotal");
  const availableMb = kilobytes("MemAvailable");
  const machine: MemoryRoom[] =
    totalMb === undefined || availableMb === undefined || totalMb <= 0
      ? []
      : [{ totalMb, availableMb, limit: "machine" }];
  const folders = groupFolders(groups);
  const limited = (await Promise.all(folders.map((f) => readGroup(files, f)))).flat();
  // A limit above the machine's memory limits nothing (cgroup v1 says 2⁶³ for none).
  const real = limited.filter((g) => totalMb === undefined || g.totalMb < totalMb);
  return [...machine, ...real].reduce<MemoryRoom | undefined>(
    (least, one) => (least === undefined || one.availableMb < least.availableMb ? one : least),
    undefined,
  );
}

interface GroupFiles {
  readonly folder: string;
  readonly max: string;
  readonly used: string;
}

/** Every group that holds this process, its own first: a limit may be set on any of them. */
function groupFolders(groups: string): readonly GroupFiles[] {
  const found = /^(?:\d+:memory|0:):(\S*)$/gm;
  return [...groups.matchAll(found)].flatMap(([line, path = ""]) => {
    const isFirst = line.includes(":memory:");
    const base = isFirst ? "sys/fs/cgroup/memory" : "sys/fs/cgroup";
    const parts = path.split("/").filter((part) => part !== "" && part !== "..");
    return Array.from({ length: parts.length + 1 }, (_, depth) => ({
      folder: [base, ...parts.slice(0, parts.length - depth)].join("/"),
      max: isFirst ? "memory.limit_in_bytes" : "memory.max",
      used: isFirst ? "memory.usage_in_bytes" : "memory.current",
    }));
  });
}

/** @see Linux Documentation/admin-guide/cgroup-v2.rst, Memory Interface Files */
async function readGroup(
  files: DeviceFiles,
  { folder, max, used }: GroupFiles,
): Promise<readonly MemoryRoom[]> {
  const [limit, usage, stat = ""] = await Promise.all([
    files.number(`${folder}/${max}`),
    files.number(`${folder}/${used}`),
    files.text(`${folder}/memory.stat`),
  ]);
  if (limit === undefined || usage === undefined || limit <= 0) return [];
  // Cached files count as used and go away when memory is wanted, as in MemAvailable.
  const cached = [...stat.matchAll(/^(?:total_)?(?:in)?active_file (\d+)$/gm)];
  const isTotal = stat.includes("total_active_file");
  const reclaimable = cached
    .filter(([line]) => line.startsWith("total_") === isTotal)
    .reduce((sum, [, bytes]) => sum + Number(bytes), 0);
  const available = Math.max(0, Math.min(limit, limit - usage + reclaimable));
  return [{ totalMb: limit / megabyte, availableMb: available / megabyte, limit: "cgroup" }];
}
