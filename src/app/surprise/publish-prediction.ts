import sharp from "sharp";
import { tensorPicture } from "../../learn/tensor-picture.ts";
import { encodePrediction, predictionContentType } from "../../publish/prediction-message.ts";
import type { Publisher } from "../../publish/publisher.ts";
import type { Ahead } from "./foresight.ts";

/** Publishes a predicted picture, stamped with the moment that it predicts. Encoded off the event loop. */
export async function publishPrediction(
  sensor: string,
  ahead: Ahead,
  publisher: Pick<Publisher, "send">,
): Promise<void> {
  const { fromNs, horizonMs, predicted, weight } = ahead;
  const { pixels, width, height, channels } = tensorPicture(predicted, weight);
  const png = await sharp(pixels, { raw: { width, height, channels } }).png().toBuffer();
  const stampNs = fromNs + BigInt(Math.round(horizonMs * 1e6));
  publisher.send({
    sensor,
    kind: "prediction",
    payload: encodePrediction({ sensor, stampNs, png }),
    contentType: predictionContentType,
    stampNs,
  });
}
