import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { guardPacketSize } from "../../../src/transport/packet-size-guard.ts";

/** One MQTT packet: type, remaining length as a variable byte integer, body. */
function packet(bodyBytes: number): Buffer {
  const length = [];
  let left = bodyBytes;
  do {
    length.push((left % 128) | (left >= 128 ? 0x80 : 0));
    left = Math.floor(left / 128);
  } while (left > 0);
  return Buffer.concat([Buffer.from([0x30, ...length]), Buffer.alloc(bodyBytes, 0xff)]);
}

async function tooLarge(bytes: Buffer, chunkBytes: number, maxPacketBytes: number) {
  const stream = new PassThrough();
  const reported: number[] = [];
  guardPacketSize({ stream, maxPacketBytes, onTooLarge: (size) => reported.push(size) });
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    stream.write(bytes.subarray(at, at + chunkBytes));
  }
  stream.end();
  await new Promise((resolve) => stream.on("end", resolve));
  return reported;
}

describe("guardPacketSize", () => {
  it.each([1, 2, 3, 7, 64, 100_000])("finds the large packet in chunks of %i bytes", async (n) => {
    const bytes = Buffer.concat([packet(0), packet(127), packet(128), packet(20_000), packet(5)]);
    expect(await tooLarge(bytes, n, 1000)).toEqual([20_004]);
  });

  it("lets a packet of exactly the limit pass", async () => {
    expect(await tooLarge(packet(1000), 64, 1003)).toEqual([]);
    expect(await tooLarge(packet(1001), 64, 1003)).toEqual([1004]);
  });

  it("reports a packet before its body has come", async () => {
    const announced = Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]);
    expect(await tooLarge(announced, 5, 1_000_000)).toEqual([268_435_460]);
  });
});
