import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** One NVIDIA card, as its driver tells; a value that the card does not have is absent. */
export interface GpuCard {
  readonly name: string;
  readonly celsius?: number | undefined;
  readonly loadFraction?: number | undefined;
  readonly clockMhz?: number | undefined;
  readonly watts?: number | undefined;
  readonly memoryUsedMb?: number | undefined;
  readonly memoryTotalMb?: number | undefined;
}

const run = promisify(execFile);
const places = ["usr/bin/nvidia-smi", "usr/local/bin/nvidia-smi", "usr/lib/wsl/lib/nvidia-smi"];
const fields = "name,temperature.gpu,utilization.gpu,clocks.sm,power.draw,memory.used,memory.total";

/** Finds nvidia-smi under `root`; undefined where there is no driver. */
export async function findNvidiaSmi(root: string): Promise<string | undefined> {
  for (const place of places) {
    const path = join(root, place);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

/** Asks nvidia-smi once, for at most two seconds; undefined when it fails or says nothing of use. */
export async function readGpuCards(program: string): Promise<readonly GpuCard[] | undefined> {
  const options = { timeout: 2000, killSignal: "SIGKILL", maxBuffer: 64 * 1024 } as const;
  try {
    const { stdout } = await run(
      program,
      [`--query-gpu=${fields}`, "--format=csv,noheader,nounits"],
      options,
    );
    return parseGpuCards(stdout);
  } catch {
    return undefined;
  }
}

/** Reads the lines that `readGpuCards` asks for. Pure. */
export function parseGpuCards(text: string): readonly GpuCard[] | undefined {
  const cards = text
    .split("\n")
    .map((line) => line.split(",").map((cell) => cell.trim()))
    .filter((cells) => cells.length === fields.split(",").length)
    .map(([name = "", ...cells]): GpuCard => {
      // `[N/A]` and `[Not Supported]` are what a card does not have.
      const values = cells.map((cell) => (/^\d+(\.\d+)?$/.test(cell) ? Number(cell) : undefined));
      const [celsius, percent, clockMhz, watts, memoryUsedMb, memoryTotalMb] = values;
      const loadFraction = percent === undefined ? undefined : percent / 100;
      return { name, celsius, loadFraction, clockMhz, watts, memoryUsedMb, memoryTotalMb };
    });
  return cards.length === 0 ? undefined : cards;
}
