import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  connectionTopic,
  expandTopic,
  parseTopic,
  topicFilter,
  topicFor,
  topicKinds,
} from "../../../src/publish/topics.ts";

const identifier = fc.stringMatching(/^[A-Za-z0-9_.:-]{1,12}$/);

describe("topics", () => {
  it("are saccade/v1/{fleet}/{device}/{sensor}/{kind}", () => {
    expect(topicFor({ fleet: "f", device: "d", sensor: "camera", kind: "features" })).toBe(
      "saccade/v1/f/d/camera/features",
    );
    expect(connectionTopic({ fleet: "f", device: "d" })).toBe("saccade/v1/f/d/connection");
  });

  it("come apart as they were put together", () => {
    const address = fc.record({
      fleet: identifier,
      device: identifier,
      sensor: identifier,
      kind: fc.constantFrom(...topicKinds),
    });
    fc.assert(
      fc.property(address, (a) => {
        expect(parseTopic(topicFor(a))).toEqual(a);
      }),
      { seed: 1 },
    );
  });

  it.each(["a/b", "a b", "+", "#", "", "ü"])("refuse the identifier %j", (sensor) => {
    expect(() => topicFor({ fleet: "f", device: "d", sensor, kind: "frame" })).toThrow(
      /expected letters, digits and _ \. : - only for sensor, received/,
    );
  });

  it.each([
    "",
    "saccade/v1/f/d/connection",
    "saccade/v2/f/d/s/frame",
    "other/v1/f/d/s/frame",
    "saccade/v1/f/d/s/thing",
    "saccade/v1/f//s/frame",
    "saccade/v1/f/d/s/frame/more",
  ])("do not parse %j", (topic) => {
    expect(parseTopic(topic)).toBeUndefined();
  });

  it("filter by what is given", () => {
    expect(topicFilter({ kind: "features" })).toBe("saccade/v1/+/+/+/features");
    expect(topicFilter({ fleet: "f", sensor: "lidar" })).toBe("saccade/v1/f/+/lidar/+");
    expect(() => topicFilter({ sensor: "#" })).toThrow(/sensor/);
  });

  it("fill in the names of a configured topic", () => {
    expect(
      expandTopic("{fleet}/{device}/{sensor}/raw/{sensor}", {
        fleet: "f",
        device: "d",
        sensor: "s",
      }),
    ).toBe("f/d/s/raw/s");
  });
});
