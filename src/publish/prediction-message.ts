import { create, toBinary } from "@bufbuild/protobuf";
import { CompressedImageSchema } from "./generated/foxglove/CompressedImage_pb.ts";

/** MQTT content type of a predicted picture: a `foxglove.CompressedImage`, which stock viewers show. */
export const predictionContentType = "application/x-foxglove-compressedimage";

/**
 * The protobuf form of a predicted picture.
 * @param prediction.stampNs the moment that is predicted
 * @param prediction.png the picture as a PNG file, at the resolution that is predicted
 */
export function encodePrediction(prediction: {
  readonly sensor: string;
  readonly stampNs: bigint;
  readonly png: Uint8Array;
}): Uint8Array {
  const { sensor, stampNs, png } = prediction;
  const timestamp = {
    seconds: stampNs / 1_000_000_000n,
    nanos: Number(stampNs % 1_000_000_000n),
  };
  return toBinary(
    CompressedImageSchema,
    create(CompressedImageSchema, { timestamp, frameId: sensor, data: png, format: "png" }),
  );
}
