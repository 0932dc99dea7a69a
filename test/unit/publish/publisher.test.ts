import { BehaviorSubject, NEVER } from "rxjs";
import { describe, expect, it } from "vitest";
import { lastWill } from "../../../src/publish/connection.ts";
import { decodeFeatures, featuresContentType } from "../../../src/publish/feature-message.ts";
import { createPublisher } from "../../../src/publish/publisher.ts";
import type {
  ConnectionState,
  OutgoingMessage,
  Transport,
} from "../../../src/transport/transport.ts";

function fakeTransport(url = "inproc://a") {
  const sent: OutgoingMessage[] = [];
  const state = new BehaviorSubject<ConnectionState>("online");
  const room = { isFull: false };
  const transport: Transport = {
    url,
    state,
    messages: () => NEVER,
    publish: (message) => {
      if (room.isFull) return false;
      sent.push(message);
      return true;
    },
    waitForSubscriber: () => Promise.resolve(true),
    stats: () => ({ received: 0, sent: sent.length, dropped: {}, reconnects: 0, queuedBytes: 0 }),
    close: () => Promise.resolve(),
  };
  return { transport, sent, state, room };
}

const address = { fleet: "f", device: "d" };
const clock = { monotonicMs: () => 0, wallNs: () => 5n };
const features = {
  sensor: "camera",
  stampNs: 100n,
  ageMs: 3,
  modelVersion: "0123456789abcdef",
  contractVersion: 1,
  embedding: Float32Array.of(1, 2),
};
const textOf = (message: OutgoingMessage | undefined) => new TextDecoder().decode(message?.payload);

describe("a publisher", () => {
  it("says ONLINE, retained, before anything else and OFFLINE once at the end", () => {
    const { transport, sent } = fakeTransport();
    const publisher = createPublisher({ ...address, transports: [transport], clock });
    publisher.close();
    publisher.close();
    expect(sent.map((m) => [m.topic, m.isRetained, m.delivery, textOf(m)])).toEqual([
      ["saccade/v1/f/d/connection", true, "reliable", '{"state":"ONLINE","stampNs":"5"}'],
      ["saccade/v1/f/d/connection", true, "reliable", '{"state":"OFFLINE","stampNs":"5"}'],
    ]);
  });

  it("numbers features by sensor and sends them to every transport, at most once, with an expiry", () => {
    const [a, b] = [fakeTransport(), fakeTransport("inproc://b")];
    const publisher = createPublisher({
      ...address,
      transports: [a.transport, b.transport],
      clock,
      expiryS: 4,
    });
    expect(publisher.features(features)).toBe(0);
    expect(publisher.features({ ...features, sensor: "lidar" })).toBe(0);
    expect(publisher.features(features)).toBe(1);
    expect(b.sent).toEqual(a.sent);
    expect(a.sent[3]).toMatchObject({
      topic: "saccade/v1/f/d/camera/features",
      contentType: featuresContentType,
      stampNs: 100n,
      sequence: 1,
      expiryS: 4,
      delivery: "latest",
    });
    expect(decodeFeatures(a.sent[3]!.payload)).toMatchObject({
      ok: true,
      message: { sequence: 1 },
    });
    expect(publisher.published()).toEqual({ camera: 2, lidar: 1 });
  });

  it("sends state, model and health as retained JSON", () => {
    const { transport, sent } = fakeTransport();
    const publisher = createPublisher({ ...address, transports: [transport], clock });
    publisher.retained("camera", "model", { version: "x" });
    expect(sent[1]).toMatchObject({
      topic: "saccade/v1/f/d/camera/model",
      contentType: "application/json",
      delivery: "reliable",
      isRetained: true,
    });
    expect(textOf(sent[1])).toBe('{"version":"x"}');
  });

  it("says all that is retained again after a reconnection, the newest only", () => {
    const { transport, sent, state } = fakeTransport();
    const publisher = createPublisher({ ...address, transports: [transport], clock });
    publisher.retained("camera", "health", { n: 1 });
    publisher.retained("camera", "health", { n: 2 });
    state.next("offline");
    sent.length = 0;
    state.next("online");
    expect(sent.map(textOf)).toEqual(['{"state":"ONLINE","stampNs":"5"}', '{"n":2}']);
    publisher.close();
    sent.length = 0;
    state.next("online");
    expect(sent).toEqual([]);
  });

  it("counts what a transport had no room for", () => {
    const { transport, room } = fakeTransport();
    const publisher = createPublisher({ ...address, transports: [transport], clock });
    room.isFull = true;
    publisher.features(features);
    publisher.features(features);
    expect(publisher.refused()).toEqual({ "inproc://a": 2 });
  });

  it("has a last will that says what happened", () => {
    expect(lastWill(address)).toMatchObject({
      topic: "saccade/v1/f/d/connection",
      isRetained: true,
    });
    expect(textOf(lastWill(address))).toBe('{"state":"CONNECTION_BROKEN"}');
  });
});
