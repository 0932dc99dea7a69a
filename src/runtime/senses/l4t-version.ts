import type { DeviceFiles } from "./device-files.ts";

/** Version of NVIDIA's Linux for Tegra, `36.4.3`; undefined elsewhere. */
export async function readL4tVersion(files: DeviceFiles): Promise<string | undefined> {
  const text = await files.fixed("etc/nv_tegra_release");
  const found = /R(\d+) \(release\), REVISION: (\d+(?:\.\d+)*)/.exec(text ?? "");
  return found ? `${found[1]}.${found[2]}` : undefined;
}
