import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromParts, toParts } from "../../../src/transport/zeromq-message.ts";

const limits = { maxMessageBytes: 1000, arrivalMs: 5 };
const bytes = (text: string) => new TextEncoder().encode(text);
const header = (text: string) => fromParts([bytes("a"), bytes("x"), bytes(text)], limits);

describe("ZeroMQ message parts", () => {
  it("round-trip topic, payload, content type, stamp and sequence", () => {
    const message = {
      topic: "saccade/v1/lab/cart/front/frame",
      payload: Uint8Array.of(1, 2, 3),
      contentType: "image/jpeg",
      stampNs: 1766000000123456789n,
      sequence: 42,
    };
    const parts = toParts(message).map((part) => (typeof part === "string" ? bytes(part) : part));
    expect(fromParts(parts, limits)).toEqual({ ok: true, message: { ...message, arrivalMs: 5 } });
  });

  it("have no header part when there is nothing to say", () => {
    expect(toParts({ topic: "a", payload: bytes("x") })).toHaveLength(2);
  });

  it("one part alone is a payload under the empty topic", () => {
    expect(fromParts([bytes("x")], limits)).toMatchObject({
      ok: true,
      message: { topic: "", payload: bytes("x") },
    });
  });

  it("the payload is alone in its buffer", () => {
    const window = new Uint8Array(100).subarray(10, 20);
    const received = fromParts([bytes("a"), window], limits);
    expect(received.ok && received.message.payload.buffer.byteLength).toBe(10);
  });

  it.each([
    "",
    "not json",
    "null",
    "[]",
    "7",
    '{"stampNs":1766000000123456789}',
    '{"sequence":-1}',
    '{"contentType":{}}',
    `{"contentType":"${"x".repeat(5000)}"}`,
    "[".repeat(4000),
  ])("a lying header is a drop: %s", (text) => {
    expect(header(text)).toEqual({ ok: false, reason: "header-invalid" });
  });

  it("a header may say more than is asked for", () => {
    expect(header('{"sequence":1,"frameId":"base","__proto__":{"stampNs":"1"}}')).toMatchObject({
      ok: true,
      message: { sequence: 1, stampNs: undefined },
    });
  });

  it("names what is wrong with sizes, topics and counts", () => {
    const reason = (...parts: Uint8Array[]) => {
      const received = fromParts(parts, limits);
      return received.ok ? "ok" : received.reason;
    };
    expect(reason()).toBe("parts-invalid");
    expect(reason(bytes("a"), bytes("b"), bytes("{}"), bytes("c"))).toBe("parts-invalid");
    expect(reason(bytes("a"), new Uint8Array(1001))).toBe("message-too-large");
    expect(reason(new Uint8Array(1001))).toBe("message-too-large");
    expect(reason(Uint8Array.of(0xff, 0xfe), bytes("x"))).toBe("topic-invalid");
    expect(reason(new Uint8Array(1025).fill(97), bytes("x"))).toBe("topic-invalid");
  });

  it("never throws, whatever the parts are", () => {
    const part = fc.uint8Array({ maxLength: 64 });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        expect(typeof fromParts(parts, limits).ok).toBe("boolean");
      }),
      { seed: 7 },
    );
  });
});
