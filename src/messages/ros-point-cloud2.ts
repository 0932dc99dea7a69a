import type { MessageReader } from "./message-reader.ts";
import {
  maxPointFields,
  type ElementType,
  type PackedField,
  type PackedPoints,
} from "./packed-points.ts";
import { readRosHeader } from "./ros-header.ts";

/** `sensor_msgs/PointField` counts its types from 1. */
const types: readonly (ElementType | undefined)[] = [
  undefined,
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "float32",
  "float64",
];

/** Name length, offset, type and count: what the smallest field takes. */
const minFieldBytes = 13;

/** Reads `sensor_msgs/PointCloud2`. */
export function readRosPointCloud2(reader: MessageReader): PackedPoints {
  const header = readRosHeader(reader);
  const height = reader.uint32();
  const width = reader.uint32();
  const fields: PackedField[] = [];
  const count = reader.count(minFieldBytes, maxPointFields);
  for (let i = 0; i < count; i++) {
    const name = reader.string();
    const offset = reader.uint32();
    const type = types[reader.uint8()];
    reader.uint32(); // Elements of the field: the first one is read.
    fields.push({ name, offset, type });
  }
  const isBigEndian = reader.uint8() !== 0;
  const pointStep = reader.uint32();
  const rowStep = reader.uint32();
  const data = reader.bytes();
  reader.uint8(); // Whether all points are finite: looked at where they are used.
  return { ...header, width, height, fields, isBigEndian, pointStep, rowStep, data };
}
