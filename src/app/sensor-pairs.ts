import { createPairing } from "../stream/pairing.ts";
import { createPercentileWindow } from "./percentile-window.ts";
import type { PairStatus } from "./run-status.ts";
import type { EstimatedOffset } from "./stream-watch.ts";

/** Which camera frame and which lidar scan show the same moment, for every camera with every lidar. */
export interface SensorPairs {
  /** A frame of `sensor`, in the order of its stamps. */
  add(sensor: string, stampNs: bigint): void;
  /** By `camera+lidar`; a pair of sensors is absent before their first frames. */
  status(): Readonly<Record<string, PairStatus>>;
}

interface PairedSensor {
  readonly name: string;
  readonly modality: "camera" | "lidar";
  /** Frames expected a second. */
  readonly rateHz: number;
}

type ClockOffsetOf = (sensor: string) => EstimatedOffset | undefined;

interface Moment {
  readonly stampNs: bigint;
}

/**
 * Clocks whose offsets differ by less are taken for one clock: that much the ways of a small message and a
 * large one may differ, and a scan that is stamped at its beginning comes a tenth of a second after it.
 */
const oneClockMs = 150;
/** A way that is long because something is overloaded is never even: a clock that is wrong is. */
const jitters = 4;
/** A stamp that falls back by more than this is a clock that was set. */
const clockResetMs = 2000;
const maxHeld = 8;
const kept = 512;

/**
 * Pairs the frames by their sensors' stamps, each lidar's brought onto the camera's clock by the
 * difference of the two estimated offsets, where the clocks are not one. A clock that is set is followed at
 * once, since its offset is estimated anew from the frame that shows it.
 *
 * The tolerance is half a period of the slower sensor. Holds eight stamps a sensor and 512 distances a pair.
 *
 * @param options.clockOffset absent before a sensor's first frame
 */
export function createSensorPairs(options: {
  readonly sensors: readonly PairedSensor[];
  readonly clockOffset: ClockOffsetOf;
}): SensorPairs {
  const { sensors, clockOffset } = options;
  const of = (modality: PairedSensor["modality"]) => sensors.filter((s) => s.modality === modality);
  const lines = of("camera").flatMap((camera) =>
    of("lidar").map((lidar) => createLine(camera, lidar, clockOffset)),
  );
  return {
    add: (sensor, stampNs) => {
      for (const { camera, lidar, line } of lines) {
        if (sensor === camera) line.camera(stampNs);
        else if (sensor === lidar) line.lidar(stampNs);
      }
    },
    status: () =>
      Object.fromEntries(
        lines.flatMap(({ camera, lidar, line }) => {
          const status = line.status();
          return status ? [[`${camera}+${lidar}`, status] as const] : [];
        }),
      ),
  };
}

function createLine(camera: PairedSensor, lidar: PairedSensor, clockOffset: ClockOffsetOf) {
  const apart = createPercentileWindow(kept);
  let pairs = 0;
  let unpaired = 0;
  const pairing = createPairing<Moment, Moment>({
    toleranceMs: 500 / Math.min(camera.rateHz, lidar.rateHz),
    stampNsOf: ({ stampNs }) => stampNs,
    maxHeld,
    resetAfterMs: clockResetMs,
    onDrop: () => {
      unpaired += 1;
    },
  });
  /** What a lidar's stamp lacks to the camera's clock; 0 where both go by one. */
  const correctionMs = (): number => {
    const [own, other] = [clockOffset(lidar.name), clockOffset(camera.name)];
    if (!own || !other) return 0;
    const differenceMs = own.offsetMs - other.offsetMs;
    const doubtMs = Math.max(oneClockMs, jitters * (own.jitterMs + other.jitterMs));
    return Math.abs(differenceMs) < doubtMs ? 0 : differenceMs;
  };
  const count = (found: readonly (readonly [Moment, Moment])[]): void => {
    for (const [left, right] of found) {
      pairs += 1;
      apart.add(Math.abs(Number(left.stampNs - right.stampNs)) / 1e6);
    }
  };
  return {
    camera: camera.name,
    lidar: lidar.name,
    line: {
      camera: (stampNs: bigint): void => {
        count(pairing.addLeft({ stampNs }));
      },
      lidar: (stampNs: bigint): void => {
        const shiftNs = BigInt(Math.round(correctionMs() * 1e6));
        count(pairing.addRight({ stampNs: stampNs + shiftNs }));
      },
      status: (): PairStatus | undefined =>
        pairs + unpaired === 0
          ? undefined
          : { pairs, unpaired, apartMs: apart.percentiles(), correctionMs: correctionMs() },
    },
  };
}
