import { describe, expect, it } from "vitest";
import { readRos } from "../../../src/messages/read-ros.ts";
import {
  readRosImu,
  readRosNavSatFix,
  readRosOdometry,
  readRosPoseStamped,
  readRosTransforms,
} from "../../../src/messages/ros-poses.ts";
import { rosHeader, rosMessage } from "../../support/ros-messages.ts";

const stampNs = 1_700_000_000_123_456_789n;
const header = rosHeader(stampNs, "odom");
const vector = { x: 1, y: -2, z: 3.5 };
const quaternion = { x: 0.1, y: 0.2, z: 0.3, w: 0.9 };
const covariance = (n: number) => Array.from({ length: n }, (_, i) => i);

describe.each(["ros1", "ros2"] as const)("poses in %s", (dialect) => {
  it("reads what Foxglove's serialiser writes", () => {
    const imu = rosMessage(dialect, "sensor_msgs/Imu", {
      header,
      orientation: quaternion,
      orientation_covariance: covariance(9),
      angular_velocity: vector,
      angular_velocity_covariance: covariance(9),
      linear_acceleration: { ...vector, z: 9.81 },
      linear_acceleration_covariance: covariance(9),
    });
    expect(readRos(imu, dialect, readRosImu)).toEqual({
      message: {
        ...{ stampNs, orientation: quaternion, angularVelocity: vector },
        linearAcceleration: { ...vector, z: 9.81 },
      },
    });

    const fix = { latitude: 49.01, longitude: 8.43, altitude: 112 };
    const navSatFix = rosMessage(dialect, "sensor_msgs/NavSatFix", {
      header,
      status: { status: -1, service: 1 },
      ...fix,
      position_covariance: covariance(9),
      position_covariance_type: 2,
    });
    expect(readRos(navSatFix, dialect, readRosNavSatFix)).toEqual({
      message: { stampNs, status: -1, ...fix },
    });

    const odometry = rosMessage(dialect, "nav_msgs/Odometry", {
      header,
      child_frame_id: "base_link",
      pose: { pose: { position: vector, orientation: quaternion }, covariance: covariance(36) },
      twist: { twist: { linear: vector, angular: vector }, covariance: covariance(36) },
    });
    expect(readRos(odometry, dialect, readRosOdometry)).toEqual({
      message: {
        stampNs,
        position: vector,
        orientation: quaternion,
        linear: vector,
        angular: vector,
      },
    });

    const pose = rosMessage(dialect, "geometry_msgs/PoseStamped", {
      header,
      pose: { position: vector, orientation: quaternion },
    });
    expect(readRos(pose, dialect, readRosPoseStamped)).toEqual({
      message: { stampNs, position: vector, orientation: quaternion },
    });

    const transform = { translation: vector, rotation: quaternion };
    const transforms = rosMessage(dialect, "tf2_msgs/TFMessage", {
      transforms: [
        { header, child_frame_id: "base", transform },
        { header, child_frame_id: "arm", transform },
      ],
    });
    const read = { stampNs, parent: "odom", position: vector, orientation: quaternion };
    expect(readRos(transforms, dialect, readRosTransforms)).toEqual({
      message: [
        { ...read, child: "base" },
        { ...read, child: "arm" },
      ],
    });
  });

  it("sees every cut", () => {
    const pose = rosMessage(dialect, "geometry_msgs/PoseStamped", {
      header,
      pose: { position: vector, orientation: quaternion },
    });
    for (let length = 0; length < pose.length; length++) {
      const parsed = readRos(pose.subarray(0, length), dialect, readRosPoseStamped);
      expect([length, "problem" in parsed]).toEqual([length, true]);
    }
  });

  it("refuses a count that the bytes cannot hold, before it makes anything of it", () => {
    const count = Buffer.alloc(dialect === "ros2" ? 8 : 4, 0xff);
    if (dialect === "ros2") count.writeUInt32BE(0x00010000);
    const parsed = readRos(count, dialect, readRosTransforms);
    expect(parsed).toMatchObject({ problem: { reason: "message-truncated" } });
  });
});

it("reads big-endian CDR, and CDR 2 with its smaller alignment", () => {
  const big = Buffer.alloc(4 + 8 + 8 + 8 * 7);
  big.writeInt32BE(12, 4);
  big.writeUInt32BE(5, 8);
  big.writeUInt32BE(1, 12);
  // After the empty name's zero at byte 16 the next double aligns to 8 from byte 4 on.
  for (let i = 0; i < 7; i++) big.writeDoubleBE(i + 0.5, 20 + 8 * i);
  const expected = {
    stampNs: 12_000_000_005n,
    position: { x: 0.5, y: 1.5, z: 2.5 },
    orientation: { x: 3.5, y: 4.5, z: 5.5, w: 6.5 },
  };
  expect(readRos(big, "ros2", readRosPoseStamped)).toEqual({ message: expected });
  // 12 bytes of stamp and length, then a name of one zero: CDR 2 aligns to 4, to the same place here.
  big.writeUInt16BE(6, 0);
  expect(readRos(big, "ros2", readRosPoseStamped)).toEqual({ message: expected });
  big.writeUInt16BE(2, 0);
  expect(readRos(big, "ros2", readRosPoseStamped)).toMatchObject({
    problem: { reason: "message-corrupt" },
  });
});
