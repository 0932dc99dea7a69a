import type { MessageReader } from "./message-reader.ts";
import type { PoseReading } from "./pose-reading.ts";
import { readRosHeader } from "./ros-header.ts";

type Vector = PoseReading["position"];

/** A 3 × 3 and a 6 × 6 covariance. */
const smallCovariance = 9;
const largeCovariance = 36;

/** More transforms than any robot has joints; a bound on what a false count may ask for. */
const maxTransforms = 4096;

/** Three strings' lengths, a stamp and seven numbers. */
const minTransformBytes = 72;

function readVector(reader: MessageReader): Vector {
  return { x: reader.float64(), y: reader.float64(), z: reader.float64() };
}

function readQuaternion(reader: MessageReader): PoseReading["orientation"] {
  return { ...readVector(reader), w: reader.float64() };
}

/** `sensor_msgs/Imu`: rad/s and m/s². */
export function readRosImu(reader: MessageReader) {
  const { stampNs } = readRosHeader(reader);
  const orientation = readQuaternion(reader);
  reader.skip(8, smallCovariance);
  const angularVelocity = readVector(reader);
  reader.skip(8, smallCovariance);
  const linearAcceleration = readVector(reader);
  reader.skip(8, smallCovariance);
  return { stampNs, orientation, angularVelocity, linearAcceleration };
}

/** `sensor_msgs/NavSatFix`: degrees and metres. */
export function readRosNavSatFix(reader: MessageReader) {
  const { stampNs } = readRosHeader(reader);
  const status = reader.int8();
  reader.skip(2, 1); // Which satellites were used.
  const fix = {
    latitude: reader.float64(),
    longitude: reader.float64(),
    altitude: reader.float64(),
  };
  reader.skip(8, smallCovariance);
  reader.uint8();
  return { stampNs, status, ...fix };
}

/** `nav_msgs/Odometry`: pose in the header's frame, velocities in the child's, m/s and rad/s. */
export function readRosOdometry(reader: MessageReader) {
  const { stampNs } = readRosHeader(reader);
  reader.string();
  const position = readVector(reader);
  const orientation = readQuaternion(reader);
  reader.skip(8, largeCovariance);
  const linear = readVector(reader);
  const angular = readVector(reader);
  reader.skip(8, largeCovariance);
  return { stampNs, position, orientation, linear, angular };
}

/** `geometry_msgs/PoseStamped`. */
export function readRosPoseStamped(reader: MessageReader): PoseReading {
  const { stampNs } = readRosHeader(reader);
  return { stampNs, position: readVector(reader), orientation: readQuaternion(reader) };
}

/** A pose with the two frames between which it holds. */
export interface TransformReading extends PoseReading {
  readonly parent: string;
  readonly child: string;
}

/** `tf2_msgs/TFMessage` and ROS 1's `tf/tfMessage`. */
export function readRosTransforms(reader: MessageReader): readonly TransformReading[] {
  const transforms: TransformReading[] = [];
  const count = reader.count(minTransformBytes, maxTransforms);
  for (let i = 0; i < count && reader.problem === undefined; i++) {
    const { stampNs, frameId } = readRosHeader(reader);
    const child = reader.string();
    const position = readVector(reader);
    const orientation = readQuaternion(reader);
    transforms.push({ stampNs, parent: frameId, child, position, orientation });
  }
  return transforms;
}
