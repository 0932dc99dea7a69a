import { recordedChannel, type RecordedChannel } from "../../app/record/recorded-channel.ts";
import type { AnsweredFrame } from "../../app/sensor-flow.ts";
import { samplePicture } from "../../frames/sample-picture.ts";
import type { RangeImageSpec } from "../../native/range-image.ts";
import { encodeFeatures, type FeatureMessage } from "../../publish/feature-message.ts";
import { encodeTiles } from "../encode-tiles.ts";
import { createPointsOfSample } from "./points-of-sample.ts";
import type { FoxgloveChannel } from "./protocol.ts";

/** A frame on its way to viewers. */
interface Shown {
  readonly frame: AnsweredFrame;
  readonly features: FeatureMessage;
}

/** A channel, and how a message of it is made; asked only while somebody is subscribed. */
export interface FoxgloveFeed {
  readonly channel: FoxgloveChannel;
  readonly sensor: string;
  readonly payload: (shown: Shown) => Uint8Array | Promise<Uint8Array>;
}

/** What a sensor is, for its channels. */
export interface FoxgloveSensor {
  readonly name: string;
  /** Of a lidar. */
  readonly rangeImage?: RangeImageSpec | undefined;
}

/** Larger than any encoder's input: pictures go out as they are. */
const widestPx = 16_384;

/**
 * The channels of every sensor: `/{sensor}/image` (what the encoder sees; of a lidar its range image),
 * `/{sensor}/points` of a lidar, `/{sensor}/features`. The messages are those that `record` writes.
 */
export function foxgloveFeeds(sensors: readonly FoxgloveSensor[]): readonly FoxgloveFeed[] {
  const feeds = sensors.flatMap(({ name, rangeImage }) => [
    feed(name, "image", recordedChannel("webp"), ({ frame }) =>
      encodeTiles([{ picture: samplePicture(frame.sample) }], { widestPx }),
    ),
    ...(rangeImage ? [pointsFeed(name, rangeImage)] : []),
    feed(name, "features", recordedChannel("features"), ({ features }) => encodeFeatures(features)),
  ]);
  return feeds.map((one, i) => ({ ...one, channel: { id: i + 1, ...one.channel } }));
}

function pointsFeed(name: string, rangeImage: RangeImageSpec) {
  const pointsOf = createPointsOfSample(rangeImage);
  return feed(name, "points", recordedChannel("kitti"), ({ frame }) => pointsOf(frame.sample));
}

function feed(
  sensor: string,
  kind: string,
  { channel, wrap }: RecordedChannel,
  content: FoxgloveFeed["payload"],
) {
  const { serialization, schema } = channel;
  const topic = `/${sensor}/${kind}`;
  return {
    sensor,
    channel: {
      topic,
      encoding: serialization,
      schemaName: schema!.name,
      schemaEncoding: schema!.encoding,
      schema: Buffer.from(schema!.data).toString("base64"),
    },
    payload: async (shown: Shown) =>
      wrap(await content(shown), { topic: sensor, stampNs: shown.features.stampNs }),
  };
}
