import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fail } from "../core/errors.ts";
import { fileEncoding } from "./file-encodings.ts";
import {
  createFileRecording,
  type RecordedFile,
  type RecordedFileStream,
} from "./file-recording.ts";
import { readOxts } from "./kitti-oxts.ts";
import { readKittiTimes } from "./kitti-times.ts";
import type { RecordingFormat } from "./recording.ts";

/** KITTI's nominal rate, used where a folder has no timestamps.txt. */
const nominalPeriodNs = 100_000_000n;

const streamFolder = /^(?:image_\d\d|velodyne_points)$/;

/** A stream's folder, listed. */
interface Listed {
  readonly name: string;
  /** Sorted by index. */
  readonly files: readonly { readonly index: number; readonly path: string }[];
  readonly stampsNs: readonly (bigint | undefined)[] | undefined;
}

/**
 * One drive of the KITTI raw data, synced or not: image_0X/data/NNNNNNNNNN.png and
 * velodyne_points/data/NNNNNNNNNN.bin with timestamps.txt, and oxts as label tracks.
 *
 * A file's stamp is the line of timestamps.txt that its number counts to. Times are read as UTC.
 * @see Geiger et al., Vision meets Robotics: The KITTI Dataset, IJRR 2013, section III
 */
export const kittiRaw: RecordingFormat = {
  name: "kitti-raw",
  looksFor: "a KITTI raw drive (image_0X/data or velodyne_points/data)",
  async recognises(path) {
    return (await listDrive(path)).some((listed) => listed.files.length > 0);
  },
  async open(path) {
    const drive = (await listDrive(path)).filter((listed) => listed.files.length > 0);
    if (drive.length === 0) fail("RECORDING_INVALID", path, "its data folders hold no frames");
    const originNs = firstStamp(drive) ?? 0n;
    const damage: string[] = [];
    const streams = drive.map((listed) => stampStream(listed, originNs, damage));
    const oxts = await readOxts(join(path, "oxts"));
    damage.push(...oxts.damage);
    return createFileRecording({
      path,
      format: "kitti-raw",
      streams: streams.filter((stream) => stream.files.length > 0),
      labels: oxts.tracks,
      damage,
    });
  },
};

async function listDrive(path: string): Promise<readonly Listed[]> {
  const folders = (await readdir(path).catch(() => [])).filter((f) => streamFolder.test(f)).sort();
  return Promise.all(
    folders.map(async (name) => {
      const data = join(path, name, "data");
      const files = (await readdir(data).catch(() => []))
        .filter((f) => /^\d{1,15}\.\w+$/.test(f) && fileEncoding(f) !== undefined)
        .map((f) => ({ index: Number.parseInt(f, 10), path: join(data, f) }))
        .sort((a, b) => a.index - b.index);
      return { name, files, stampsNs: await readKittiTimes(join(path, name, "timestamps.txt")) };
    }),
  );
}

/** When index 0 happened, from any stream that says so: keeps unstamped streams beside the others. */
function firstStamp(drive: readonly Listed[]): bigint | undefined {
  return drive.map((listed) => listed.stampsNs?.[0]).find((stampNs) => stampNs !== undefined);
}

function stampStream(listed: Listed, originNs: bigint, damage: string[]): RecordedFileStream {
  const { name, stampsNs } = listed;
  const encoding = fileEncoding(listed.files[0]!.path)!;
  const files: RecordedFile[] = [];
  let unstamped = 0;
  let otherwise = 0;
  for (const { index, path } of listed.files) {
    const stampNs =
      stampsNs === undefined ? originNs + BigInt(index) * nominalPeriodNs : stampsNs[index];
    if (fileEncoding(path)?.encoding !== encoding.encoding) otherwise++;
    else if (stampNs === undefined) unstamped++;
    else files.push({ stampNs, path });
  }
  if (stampsNs === undefined) damage.push(`${name}: no timestamps.txt, stamped at a nominal 10 Hz`);
  if (unstamped > 0) damage.push(`${name}: ${unstamped} file(s) without a line in timestamps.txt`);
  if (otherwise > 0)
    damage.push(`${name}: ${otherwise} file(s) have another encoding than the rest`);
  files.sort((a, b) => (a.stampNs < b.stampNs ? -1 : a.stampNs > b.stampNs ? 1 : 0));
  return { name, ...encoding, files };
}
