import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { wallDrive } from "./tiny-learner.ts";

/**
 * Writes the drive along a wall as a recording: a stream `image` of PNG files at 10 Hz and the labels
 * `phase`, a slow wave, and `still`, always 1.
 */
export async function writeWallRecording(folder: string, frames: number): Promise<void> {
  await mkdir(join(folder, "image"), { recursive: true });
  const rows = ["timestamp_ms,image,phase,still"];
  for (const [i, { pixels, layout }] of wallDrive({ frames, seed: 5 }).entries()) {
    const { width, height } = layout;
    const file = `image/${i}.png`;
    await sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(join(folder, file));
    rows.push(`${i * 100},${file},${Math.sin((2 * Math.PI * i) / 80)},1`);
  }
  await writeFile(join(folder, "frames.csv"), `${rows.join("\n")}\n`);
}
