import type { ElementType } from "../../messages/packed-points.ts";
import type { PointLayout } from "../extract-points.ts";

/** `extractPoints` in plain TypeScript, for arguments that it has checked. */
export function extractPointsTwin(
  data: Uint8Array,
  { width, height, pointStep, rowStep, isBigEndian, fields }: PointLayout,
  points: Float32Array,
): void {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (const [channel, { offset, type }] of fields.entries()) {
    const read = readers[type];
    let to = channel;
    for (let r = 0; r < height; r++) {
      let from = r * rowStep + offset;
      for (let c = 0; c < width; c++, from += pointStep, to += 4) {
        points[to] = read(view, from, !isBigEndian);
      }
    }
  }
  if (fields.length === 4) return;
  for (let i = 3; i < points.length; i += 4) points[i] = 0;
}

const readers: Readonly<
  Record<ElementType, (view: DataView, at: number, isLittle: boolean) => number>
> = {
  int8: (view, at) => view.getInt8(at),
  uint8: (view, at) => view.getUint8(at),
  int16: (view, at, isLittle) => view.getInt16(at, isLittle),
  uint16: (view, at, isLittle) => view.getUint16(at, isLittle),
  int32: (view, at, isLittle) => view.getInt32(at, isLittle),
  uint32: (view, at, isLittle) => view.getUint32(at, isLittle),
  float32: (view, at, isLittle) => view.getFloat32(at, isLittle),
  float64: (view, at, isLittle) => view.getFloat64(at, isLittle),
};
