import { create, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeFeatures,
  encodeFeatures,
  featureLimits,
  featuresToJson,
  type FeatureMessage,
} from "../../../src/publish/feature-message.ts";
import { FeaturesSchema } from "../../../src/publish/generated/saccade/v1/features_pb.ts";

const bare: FeatureMessage = {
  sensor: "camera",
  sequence: 41,
  stampNs: 1_668_211_920_090_000_000n,
  ageMs: 7.5,
  modelVersion: "0123456789abcdef",
  contractVersion: 2,
  embedding: Float32Array.from({ length: 12 }, (_, i) => Math.fround(i * 0.1 - 0.5)),
};
const message: FeatureMessage = {
  ...bare,
  grid: { rows: 1, columns: 3, channels: 4, placeChannels: 2 },
  surprise: -0.25,
  frameSequence: 40,
};

describe("a feature message", () => {
  it("comes back as it was sent", () => {
    expect(decodeFeatures(encodeFeatures(message))).toEqual({ ok: true, message });
  });

  it("keeps what is absent absent", () => {
    const decoded = decodeFeatures(encodeFeatures(bare));
    expect(decoded).toEqual({ ok: true, message: bare });
  });

  it("keeps a surprise of zero apart from none", () => {
    expect(decodeFeatures(encodeFeatures({ ...message, surprise: 0 }))).toMatchObject({
      message: { surprise: 0 },
    });
  });

  it("carries what heads say, values and classes", () => {
    const heads = [
      { name: "distance", value: 12.5, stddev: 0.25, origin: "refitted" },
      {
        name: "lane",
        value: 3,
        classes: [
          { label: 1, probability: 0.25 },
          { label: 3, probability: 0.75 },
        ],
        origin: "carried",
      },
    ] as const;
    expect(decodeFeatures(encodeFeatures({ ...message, heads }))).toEqual({
      ok: true,
      message: { ...message, heads },
    });
    expect(JSON.parse(JSON.stringify(featuresToJson({ ...message, heads })))).toMatchObject({
      heads,
    });
  });

  it("takes a head whose origin it does not know for stale", () => {
    const heads = [{ name: "distance", value: 1, origin: "exact" }] as const;
    const bytes = encodeFeatures({ ...bare, heads });
    // The last byte is the origin, the head's last field in the message's last.
    bytes[bytes.length - 1] = 9;
    expect(decodeFeatures(bytes)).toMatchObject({ message: { heads: [{ origin: "stale" }] } });
  });

  it("costs little more than its numbers", () => {
    const embedding = new Float32Array(768).fill(0.5);
    expect(encodeFeatures({ ...bare, embedding }).length).toBeLessThan(768 * 4 + 80);
  });

  it("has a JSON form with the stamp as text", () => {
    const json = JSON.parse(JSON.stringify(featuresToJson(message))) as Record<string, unknown>;
    expect(json).toMatchObject({ sensor: "camera", stampNs: "1668211920090000000", dimension: 12 });
    expect(json["embedding"]).toHaveLength(12);
  });
});

describe("bad bytes", () => {
  const raw = (fields: object) => toBinary(FeaturesSchema, create(FeaturesSchema, fields));
  const good = { sensor: "camera", dimension: 2, embedding: [1, 2] };

  it.each([
    ["nothing", new Uint8Array(0), "features-invalid"],
    ["a cut message", encodeFeatures(message).subarray(0, 40), "features-corrupt"],
    ["a vector of nothing", raw({ ...good, embedding: [], dimension: 0 }), "features-invalid"],
    ["a dimension that lies", raw({ ...good, dimension: 3 }), "features-invalid"],
    ["NaN", raw({ ...good, embedding: [1, NaN] }), "features-not-finite"],
    ["infinity", raw({ ...good, embedding: [1, Infinity] }), "features-not-finite"],
    [
      "a grid of another size",
      raw({ ...good, grid: { rows: 1, columns: 1, channels: 1 } }),
      "features-invalid",
    ],
    [
      "more place channels than channels",
      raw({ ...good, grid: { rows: 1, columns: 1, channels: 2, placeChannels: 3 } }),
      "features-invalid",
    ],
    ["a sensor that is no identifier", raw({ ...good, sensor: "a/b" }), "features-invalid"],
    ["a number out of range", raw({ ...good, sequence: 2n ** 60n }), "features-invalid"],
    [
      "a head with a class and no probability",
      raw({ ...good, heads: [{ name: "lane", value: 1, classes: [1] }] }),
      "features-invalid",
    ],
    [
      "a head that is not finite",
      raw({ ...good, heads: [{ name: "lane", value: NaN }] }),
      "features-invalid",
    ],
    ["more bytes than allowed", new Uint8Array(featureLimits.maxBytes + 1), "features-too-large"],
  ])("with %s are a value, not an exception", (_, bytes, reason) => {
    expect(decodeFeatures(bytes)).toMatchObject({ ok: false, reason });
  });

  it("never throw, whatever they are", () => {
    const whole = encodeFeatures(message);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(typeof decodeFeatures(bytes).ok).toBe("boolean");
      }),
      { seed: 2, numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const mutated = whole.slice();
        mutated[at] = value;
        expect(typeof decodeFeatures(mutated).ok).toBe("boolean");
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});
