import { describe, expect, it } from "vitest";
import { create, toBinary } from "@bufbuild/protobuf";
import {
  decodeSurprise,
  encodeSurprise,
  type SurpriseMessage,
} from "../../../src/publish/surprise-message.ts";
import { SurpriseSchema } from "../../../src/publish/generated/saccade/v1/surprise_pb.ts";

const message: SurpriseMessage = {
  sensor: "camera",
  sequence: 7,
  stampNs: 1_700_000_000_123_456_789n,
  ageMs: 12.5,
  modelVersion: "0123456789abcdef",
  quantile: 0.75,
  error: 0.125,
  regions: { rows: 1, columns: 2, quantile: [0.5, 1] },
  novelty: 0.25,
  noveltyDistance: 0.5,
  history: 900,
};

describe("encodeSurprise", () => {
  it("comes back as it went", () => {
    expect(decodeSurprise(encodeSurprise(message))).toEqual({ ok: true, message });
  });

  it("leaves out what is not known yet", () => {
    const { sensor, sequence, stampNs, ageMs, modelVersion, history } = message;
    const early = { sensor, sequence, stampNs, ageMs, modelVersion, history };
    expect(decodeSurprise(encodeSurprise({ ...early, quantile: undefined }))).toEqual({
      ok: true,
      message: early,
    });
  });
});

describe("decodeSurprise", () => {
  const bytes = (change: object) =>
    toBinary(SurpriseSchema, create(SurpriseSchema, { sensor: "camera", ...change }));

  it.each([
    [Uint8Array.of(255, 255, 255), "surprise-corrupt"],
    [new Uint8Array(70_000), "surprise-too-large"],
    [bytes({ sensor: "no/identifier" }), "surprise-invalid"],
    [bytes({ quantile: 1.5 }), "surprise-invalid"],
    [bytes({ novelty: NaN }), "surprise-invalid"],
    [bytes({ regions: { rows: 2, columns: 2, quantile: [0.5] } }), "surprise-invalid"],
  ])("names what is wrong with %#", (payload, reason) => {
    expect(decodeSurprise(payload)).toMatchObject({ ok: false, reason });
  });
});
