import type {
  LabelTrack,
  Recording,
  RecordedMessage,
  RecordedStream,
} from "../recording/recording.ts";
import { encodePicture, encodePoints } from "./encode-picture.ts";
import { scenes } from "./index.ts";
import { parseSimulatedPath, type SimulatedPath } from "./simulated-path.ts";
import type { Truth } from "./truth.ts";
import { createWorld, stampOf } from "./world.ts";
import { resolveWorldOptions, type ResolvedWorldOptions } from "./world-options.ts";

export { isSimulated } from "./simulated-path.ts";

/** The label columns and what they are in the truth. */
const columns: readonly (readonly [name: string, read: (truth: Truth) => number])[] = [
  ["speedMps", (t) => t.speedMps],
  ["yawRateRadps", (t) => t.yawRateRadps],
  ["obstacleLeftM", (t) => t.obstacleLeftM],
  ["obstacleFrontM", (t) => t.obstacleFrontM],
  ["obstacleRightM", (t) => t.obstacleRightM],
  ["placeId", (t) => t.placeId],
  ["x", (t) => t.xM],
  ["y", (t) => t.yM],
  ["yaw", (t) => t.yawRad],
];

/**
 * A stretch of the built-in world as a recording: streams `camera` (jpeg) and `lidar` (kitti), and the
 * truth as label tracks. Nothing is stored: each reading drives the same way again and draws only the
 * streams and times asked for, so the same path always gives the same bytes.
 *
 * Frames are drawn on the calling thread, some milliseconds each, between two messages. The labels
 * are driven for when first looked at: about half a millisecond a tick.
 *
 * @throws AppError OPTION_INVALID for a parameter, REGISTRY_UNKNOWN for a scene that does not exist
 */
export function openSimulated(path: string): Promise<Recording> {
  return new Promise((resolve) => {
    resolve(simulatedRecording(path, parseSimulatedPath(path)));
  });
}

function simulatedRecording(path: string, { world, ticks }: SimulatedPath): Recording {
  const options = resolveWorldOptions(world);
  scenes.get(options.scene);
  let labels: readonly LabelTrack[] | undefined;
  return {
    path,
    format: "simulated",
    streams: streamsOf(options, ticks),
    get labels() {
      labels ??= driveForLabels(options, ticks);
      return labels;
    },
    startNs: stampOf(options, 0),
    endNs: stampOf(options, ticks - 1),
    damage: [],
    messages: (range = {}) => driveForMessages(options, ticks, range),
    close: () => Promise.resolve(),
  };
}

function streamsOf(options: ResolvedWorldOptions, frameCount: number): readonly RecordedStream[] {
  const streams: RecordedStream[] = [];
  if (options.camera)
    streams.push({ name: "camera", modality: "camera", encoding: "jpeg", frameCount });
  if (options.lidar)
    streams.push({ name: "lidar", modality: "lidar", encoding: "kitti", frameCount });
  return streams;
}

function driveForLabels(options: ResolvedWorldOptions, ticks: number): readonly LabelTrack[] {
  const world = createWorld({ ...options, camera: false, lidar: false });
  const stampsNs = new BigInt64Array(ticks);
  const tracks = columns.map(([name]) => ({ name, stampsNs, values: new Float64Array(ticks) }));
  for (let i = 0; i < ticks; i++) {
    const { stampNs, truth } = world.step();
    stampsNs[i] = stampNs;
    for (const [c, [, read]] of columns.entries()) tracks[c]!.values[i] = read(truth);
  }
  return tracks;
}

async function* driveForMessages(
  options: ResolvedWorldOptions,
  ticks: number,
  range: NonNullable<Parameters<Recording["messages"]>[0]>,
): AsyncGenerator<RecordedMessage> {
  const wants = (stream: string): boolean => range.streams?.includes(stream) ?? true;
  const world = createWorld({
    ...options,
    camera: wants("camera") && (options.camera ?? false),
    lidar: wants("lidar") && (options.lidar ?? false),
  });
  const isWanted = (sequence: number): boolean => {
    const stampNs = stampOf(options, sequence);
    return stampNs >= (range.fromNs ?? stampNs) && stampNs < (range.toNs ?? stampNs + 1n);
  };
  for (let sequence = 0; sequence < ticks; sequence++) {
    if (!isWanted(sequence)) {
      world.skip(1);
      continue;
    }
    const { stampNs, camera, lidar } = world.step();
    if (camera) yield { stream: "camera", stampNs, sequence, payload: await encodePicture(camera) };
    if (lidar) yield { stream: "lidar", stampNs, sequence, payload: encodePoints(lidar) };
  }
}
