import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readKittiTimes } from "./kitti-times.ts";
import type { LabelTrack } from "./recording.ts";

/** The measured columns of an oxts line, in file order; the five status columns after them are left out. */
const columns = [
  ...["lat", "lon", "alt", "roll", "pitch", "yaw"],
  ...["vn", "ve", "vf", "vl", "vu"],
  ...["ax", "ay", "az", "af", "al", "au"],
  ...["wx", "wy", "wz", "wf", "wl", "wu"],
  ...["pos_accuracy", "vel_accuracy"],
] as const;

/** The GPS/IMU readings of a KITTI drive as label tracks (SI units, rad); none without the folder. */
export async function readOxts(
  folder: string,
): Promise<{ readonly tracks: readonly LabelTrack[]; readonly damage: readonly string[] }> {
  const names = (await readdir(join(folder, "data")).catch(() => [])).filter((f) =>
    /^\d+\.txt$/.test(f),
  );
  if (names.length === 0) return { tracks: [], damage: [] };
  const stampsNs = await readKittiTimes(join(folder, "timestamps.txt"));
  if (stampsNs === undefined) {
    return { tracks: [], damage: ["oxts: no timestamps.txt, its readings are left out"] };
  }
  const readings: { readonly stampNs: bigint; readonly values: readonly number[] }[] = [];
  for (const name of names.sort()) {
    const text = await readFile(join(folder, "data", name), "utf8").catch(() => "");
    const values = text.trim().split(/\s+/).map(Number);
    const stampNs = stampsNs[Number.parseInt(name, 10)];
    if (stampNs !== undefined && values.length >= columns.length)
      readings.push({ stampNs, values });
  }
  readings.sort((a, b) => (a.stampNs < b.stampNs ? -1 : a.stampNs > b.stampNs ? 1 : 0));
  const left = names.length - readings.length;
  return {
    tracks: columns.map((name, column) => ({
      name,
      stampsNs: BigInt64Array.from(readings, (r) => r.stampNs),
      values: Float64Array.from(readings, (r) => r.values[column]!),
    })),
    damage: left > 0 ? [`oxts: ${left} reading(s) without a stamp or cut short left out`] : [],
  };
}
