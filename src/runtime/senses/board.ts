import type { DeviceFiles } from "./device-files.ts";

/** What the boot loader says the board is. */
export interface Board {
  /** `NVIDIA Jetson Orin Nano Developer Kit`. */
  readonly model: string;
  /** Part numbers in `compatible`, carrier and module: `p3768-0000`, `p3767-0005`. */
  readonly modules: readonly string[];
}

/** Reads the device tree's root; undefined on machines without one. @see Devicetree Specification 0.4, 2.3 */
export async function readBoard(files: DeviceFiles): Promise<Board | undefined> {
  const [model, compatible = ""] = await Promise.all([
    files.fixed("proc/device-tree/model"),
    files.fixed("proc/device-tree/compatible"),
  ]);
  if (model === undefined || model === "") return undefined;
  return { model, modules: [...new Set(compatible.match(/\bp\d{4}-\d{4}\b/g))] };
}
