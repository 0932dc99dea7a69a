import sharp from "sharp";
import { randomFor } from "../../core/random.ts";

/** What a sensor sends once. */
export type PayloadName = "camera" | "lidar";

/** Points of a scan of 64 rings; 16 bytes each make 1.92 MB. */
const points = 120_000;

/** A 720p JPEG with as much detail as a street has, and a KITTI scan of 1.92 MB. */
export async function makePayload(name: PayloadName): Promise<Uint8Array> {
  return name === "camera" ? jpeg720() : scan();
}

async function jpeg720(): Promise<Uint8Array> {
  const [width, height, cell] = [1280, 720, 4];
  const random = randomFor(1, "ingest", "camera");
  const coarse = Buffer.alloc((width / cell) * (height / cell) * 3);
  for (let i = 0; i < coarse.length; i++) coarse[i] = 96 + random.integer(64);
  const raw = { width: width / cell, height: height / cell, channels: 3 } as const;
  const image = sharp(coarse, { raw }).resize(width, height, { kernel: "cubic" });
  return new Uint8Array(await image.jpeg({ quality: 85 }).toBuffer());
}

function scan(): Uint8Array {
  const random = randomFor(1, "ingest", "lidar");
  const values = new Float32Array(4 * points);
  for (let i = 0; i < points; i++) {
    const [angle, range] = [2 * Math.PI * random.uniform(), 3 + 60 * random.uniform()];
    const height = range * (0.05 - 0.45 * random.uniform());
    values.set([range * Math.cos(angle), range * Math.sin(angle), height, random.uniform()], 4 * i);
  }
  return new Uint8Array(values.buffer);
}
