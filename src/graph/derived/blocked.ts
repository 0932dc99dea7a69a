import { int, ints } from "../attributes.ts";
import { operator } from "../operator.ts";
import { pad } from "../ops/pad.ts";
import { reshape } from "../ops/reshape.ts";
import { slice } from "../ops/slice.ts";
import { transpose } from "../ops/transpose.ts";
import { windowPlaces, type Window } from "../window.ts";
import type { Value } from "../value.ts";

/*
 * ONNX Runtime's blocked convolution. A blocked tensor has the shape [N, C, H, W], C a multiple of the
 * block b, and holds its elements in the order [N, C/b, H, W, b]. No other operator may read it but as
 * the bare elements that it consists of.
 *
 * https://github.com/microsoft/onnxruntime, onnxruntime/contrib_ops/cpu/nchwc_ops.cc
 */

const domain = "com.microsoft.nchwc";

/** Channels are taken by fours; the runtime refuses another number. */
const channelStep = 4;

/** Whether `toBlocks` can read a tensor of so many channels. */
export function canBlock(channels: number): boolean {
  return channels % channelStep === 0;
}

/** Channels with those that fill up the last block. */
export function wholeBlocks(channels: number, block: number): number {
  return Math.ceil(channels / block) * block;
}

/** x [N, C, H, W] in blocks, zeros where the last one is not full. Exact. */
export function toBlocks(x: Value, block: number): Value {
  const [batch = 1, channels = 1, ...plane] = x.shape;
  const shape = [batch, wholeBlocks(channels, block), ...plane];
  return blockedOperator("ReorderInput", [x], shape, {});
}

/** The first `channels` channels of a blocked tensor, [N, channels, H, W]. Exact. */
export function fromBlocks(x: Value, channels: number): Value {
  const [batch = 1, , ...plane] = x.shape;
  return blockedOperator("ReorderOutput", [x], [batch, channels, ...plane], {
    channels: int(channels),
  });
}

/** The blocked tensor that `value` was taken out of, where no channel of it was left out. */
export function blockedSource({ node, shape }: Value): Value | undefined {
  if (node.kind !== "operator" || node.domain !== domain) return undefined;
  const [source] = node.op === "ReorderOutput" ? node.inputs : [];
  return source?.shape[1] === shape[1] ? source : undefined;
}

/** Rows and columns of a blocked tensor. Exact. */
export function sliceBlocks(x: Value, cut: Parameters<typeof slice>[1], block: number): Value {
  const [batch = 1, channels = 1, ...plane] = x.shape;
  const rows = reshape(x, [(batch * channels) / block, ...plane, block]);
  const found = slice(rows, { ...cut, axes: cut.axes.map((axis) => axis - 1) });
  return reshape(found, [batch, channels, ...found.shape.slice(1, -1)]);
}

/**
 * The images of a batch as the channels of one, by the addon's own operator (native/ort/kernels):
 * blocked x [N, C, H, W], N and C whole blocks, becomes blocked [1, N, H·C, left + W + right], row h of
 * channel c at h·C + c, zeros on both sides. Exact.
 */
export function imageRows(
  x: Value,
  { block, left, right }: Readonly<Record<"block" | "left" | "right", number>>,
): Value {
  const [batch = 1, channels = 1, height = 1, width = 1] = x.shape;
  const shape = [1, batch, height * channels, left + width + right];
  const attributes = { block: int(block), left: int(left), right: int(right) };
  const outputs = [{ dtype: x.dtype, shape }];
  return operator({ op: "ImageRows", domain: "saccade", inputs: [x], attributes, outputs })
    .outputs[0]!;
}

/**
 * The filters [M, C, kH, kW] of a blocked convolution, whole blocks of both: in the order
 * [M/b, C/b, kH, kW, b of C, b of M], or [M/b, C, kH, kW, b of M] where the input is not in blocks.
 */
export function blockFilters(
  w: Value,
  { block, isInputBlocked }: { readonly block: number; readonly isInputBlocked: boolean },
): Value {
  const [outputs = 1, inputs = 1, ...kernel] = w.shape;
  const [rows = 1, columns = 1] = kernel;
  const shape = [
    wholeBlocks(outputs, block),
    isInputBlocked ? wholeBlocks(inputs, block) : inputs,
    rows,
    columns,
  ];
  const missing = shape.map((size, axis) => size - (w.shape[axis] ?? 0));
  const isWhole = missing.every((size) => size === 0);
  const whole = isWhole ? w : pad(w, { before: [0, 0, 0, 0], after: missing });
  const [M = 1, C = 1] = shape;
  const parts = isInputBlocked
    ? reshape(whole, [M / block, block, C / block, block, rows, columns])
    : reshape(whole, [M / block, block, C, rows, columns]);
  const order = isInputBlocked ? [0, 2, 4, 5, 3, 1] : [0, 2, 3, 4, 1];
  return reshape(transpose(parts, order), shape);
}

/**
 * The convolution of blocked x [N, C, H, W], or of unblocked x with fewer channels than a block, with
 * filters in the order of `blockFilters`; the result [N, M, H′, W′] is blocked.
 */
export function blockedConv(x: Value, filters: Value, window: Window): Value {
  const [batch = 1, , ...spatial] = x.shape;
  const [outputs = 1, , ...kernel] = filters.shape;
  const places = windowPlaces("Conv", window, spatial, kernel);
  return blockedOperator("Conv", [x, filters], [batch, outputs, ...places], {
    kernel_shape: ints(kernel),
    strides: ints(window.strides),
    pads: ints(window.pads),
    dilations: ints(window.dilations),
    group: int(1),
  });
}

function blockedOperator(
  op: string,
  inputs: readonly Value[],
  shape: readonly number[],
  attributes: Parameters<typeof operator>[0]["attributes"],
): Value {
  const outputs = [{ dtype: inputs[0]!.dtype, shape }];
  return operator({ op, domain, inputs, attributes, outputs }).outputs[0]!;
}
