import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";

/** Makes a folder of `frames` images and scans at 20 Hz with one label; the caller removes it. */
export async function makeSmallRecording(frames: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "saccade-recording-"));
  await mkdir(join(folder, "image"));
  await mkdir(join(folder, "scan"));
  const rows = ["timestamp_ms,image,scan,speed"];
  for (let i = 0; i < frames; i++) {
    const background = { r: i * 10, g: 100, b: 50 };
    const image = sharp({ create: { width: 32, height: 16, channels: 3, background } });
    await writeFile(join(folder, `image/${i}.jpg`), await image.jpeg().toBuffer());
    await writeFile(
      join(folder, `scan/${i}.bin`),
      new Uint8Array(Float32Array.of(i, 1, 2, 0.5).buffer),
    );
    rows.push(`${1000 + i * 50},image/${i}.jpg,scan/${i}.bin,${i / 10}`);
  }
  await writeFile(join(folder, "frames.csv"), `${rows.join("\n")}\n`);
  return folder;
}
