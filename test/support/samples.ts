import type { Sample } from "../../src/frames/sample.ts";
import type { Segment } from "../../src/learn/memory/segment.ts";

type Pixel = (row: number, column: number, channel: number) => number;

interface SampleOptions {
  /** The stamp, in milliseconds. */
  readonly ms: number;
  readonly height?: number;
  readonly width?: number;
  readonly pixel?: Pixel;
}

function fill(to: Uint8Array | Uint16Array, width: number, channels: number, pixel: Pixel): void {
  for (let i = 0; i < to.length; i++) {
    const cell = Math.floor(i / channels);
    to[i] = pixel(Math.floor(cell / width), cell % width, i % channels);
  }
}

/** A camera sample of the given pixels, 0–255; 2×2 and black where nothing is said. */
export function cameraSample(options: SampleOptions): Sample {
  const { ms, height = 2, width = 2, pixel = () => 0 } = options;
  const pixels = new Uint8Array(height * width * 3);
  fill(pixels, width, 3, pixel);
  return sampleOf(ms, { height, width, channels: 3 }, pixels);
}

/** A lidar sample: channel 0 is the stored range (0 = no return), channel 1 intensity, 0–65535. */
export function lidarSample(options: SampleOptions): Sample {
  const { ms, height = 2, width = 2, pixel = () => 0 } = options;
  const pixels = new Uint16Array(height * width * 2);
  fill(pixels, width, 2, pixel);
  return sampleOf(ms, { height, width, channels: 2 }, pixels);
}

function sampleOf(ms: number, layout: Sample["layout"], pixels: Sample["pixels"]): Sample {
  const stampNs = BigInt(Math.round(ms * 1e6));
  return { sensor: "camera", stampNs, arrivalMs: ms, layout, pixels };
}

/** A stretch of samples at these times. */
export function segmentOf(...ms: readonly number[]): Segment {
  const samples = ms.map((at) => cameraSample({ ms: at }));
  return { samples, bytes: samples.reduce((sum, s) => sum + s.pixels.byteLength, 0) };
}

/** `count` times, `everyMs` apart. */
export function times(count: number, everyMs: number, startMs = 0): number[] {
  return Array.from({ length: count }, (_, i) => startMs + i * everyMs);
}

export const msOf = (sample: Sample): number => Number(sample.stampNs) / 1e6;
