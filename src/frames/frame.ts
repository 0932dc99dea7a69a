/** What every frame carries, whatever the sensor. */
interface Stamped {
  readonly sensor: string;
  /** The sensor's own time, nanoseconds since the Unix epoch. */
  readonly stampNs: bigint;
  /** When the bytes arrived, on the monotonic clock, milliseconds. */
  readonly arrivalMs: number;
  /** The sender's running number; absent where the sender gives none. */
  readonly sequence?: number | undefined;
}

/** One image. `rgb` is [height, width, 3], row-major, owned by the frame. */
export interface CameraFrame extends Stamped {
  readonly kind: "camera";
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/**
 * One sweep. `points` is [n, 4]: x forward, y left, z up in metres in the sensor frame, and
 * intensity in [0, 1]; row-major, owned by the scan. May hold non-finite points.
 */
export interface LidarScan extends Stamped {
  readonly kind: "lidar";
  readonly points: Float32Array;
}

export type Frame = CameraFrame | LidarScan;
export type Modality = Frame["kind"];
