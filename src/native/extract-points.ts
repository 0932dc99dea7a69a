import { fail } from "../core/errors.ts";
import { elementSizes, type ElementType } from "../messages/packed-points.ts";
import { loadedKernels } from "./loaded-kernels.ts";
import { extractPointsTwin } from "./twins/extract-points.ts";

/** Where one number of each point is. */
interface PointField {
  /** Bytes from the start of the point. */
  readonly offset: number;
  readonly type: ElementType;
}

/** Points in rows; all steps in bytes. */
export interface PointLayout {
  readonly width: number;
  readonly height: number;
  readonly pointStep: number;
  readonly rowStep: number;
  readonly isBigEndian: boolean;
  /** x, y, z and, where the points have one, intensity. */
  readonly fields: readonly PointField[];
}

const types = Object.keys(elementSizes) as readonly ElementType[];

/**
 * Reads points of any layout into `points`, [n, 4] float32: x, y, z and intensity, 0 where there is none.
 *
 * The addon and its twin give the same numbers; the bits of a NaN may differ.
 *
 * @throws AppError SHAPE_MISMATCH when the layout does not fit `data` or `points`
 */
export function extractPoints(data: Uint8Array, layout: PointLayout, points: Float32Array): void {
  checkLayout(data, layout, points);
  const kernels = loadedKernels();
  if (kernels === undefined) {
    extractPointsTwin(data, layout, points);
    return;
  }
  const { width, height, pointStep, isBigEndian, fields } = layout;
  // Of a single row a sender may say anything.
  const rowStep = height > 1 ? layout.rowStep : 0;
  const packed = Uint32Array.from(
    fields.flatMap(({ offset, type }) => [offset, types.indexOf(type)]),
  );
  kernels.extractPoints(data, width, height, pointStep, rowStep, isBigEndian, packed, points);
}

function checkLayout(data: Uint8Array, layout: PointLayout, points: Float32Array): void {
  const { width, height, pointStep, rowStep, fields } = layout;
  const refuse = (expected: string, received: string): never =>
    fail("SHAPE_MISMATCH", "extractPoints", expected, received);
  const count = width * height;
  if (points.length !== count * 4) refuse(`${count * 4} numbers`, `${points.length}`);
  if (fields.length !== 3 && fields.length !== 4) refuse("3 or 4 fields", `${fields.length}`);
  for (const { offset, type } of fields) {
    if (offset + elementSizes[type] > pointStep) {
      refuse(`fields within ${pointStep} bytes`, `${type} at byte ${offset}`);
    }
  }
  const needed = count === 0 ? 0 : (height - 1) * rowStep + width * pointStep;
  if (data.length < needed) refuse(`${needed} bytes`, `${data.length}`);
}
