import sharp from "sharp";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectFoxglove } from "../../support/foxglove-client.ts";
import { freePort } from "../../support/free-port.ts";
import { tinyRun } from "../../support/tiny-run.ts";
import { startCli } from "../cli/run-cli.ts";

describe("Foxglove's own client at a run", () => {
  it("gets images, clouds and features that its schemas decode, under both names of the protocol", async () => {
    const { config } = await tinyRun({ hasWorld: true });
    const port = await freePort();
    const running = startCli("run", config, "--json", "--set", `window.port=${port}`);
    onTestFinished(() => {
      running.kill();
    });
    await running.says("window at");
    const url = `ws://127.0.0.1:${port}/`;
    const client = await connectFoxglove(url, "foxglove.websocket.v1");
    expect(client.protocol).toBe("foxglove.websocket.v1");
    expect(client.channels.map(({ topic, schemaName }) => [topic, schemaName])).toEqual([
      ["/camera/image", "foxglove.CompressedImage"],
      ["/camera/features", "saccade.v1.Features"],
      ["/lidar/image", "foxglove.CompressedImage"],
      ["/lidar/points", "foxglove.PointCloud"],
      ["/lidar/features", "saccade.v1.Features"],
    ]);
    const [image] = await client.messages("/camera/image", 1);
    const file = Buffer.from(String(image!["data"]), "base64");
    expect(await sharp(file).metadata()).toMatchObject({ format: "webp", width: 32, height: 32 });
    expect(image).toMatchObject({ format: "webp", frameId: "camera" });

    const newer = await connectFoxglove(url, "foxglove.sdk.v1");
    expect(newer.protocol).toBe("foxglove.sdk.v1");
    const [cloud] = await newer.messages("/lidar/points", 1);
    expect(cloud!["pointStride"]).toBe(16);
    const points = Buffer.from(String(cloud!["data"]), "base64");
    const ranges = Array.from({ length: points.length / 16 }, (_, i) =>
      Math.hypot(...[0, 4, 8].map((offset) => points.readFloatLE(16 * i + offset))),
    );
    expect(ranges.length).toBeGreaterThan(100);
    expect(Math.min(...ranges)).toBeGreaterThan(0.4);

    const features = await newer.messages("/camera/features", 3);
    const sequences = features.map((message) => Number(message["sequence"]));
    expect(sequences[2]! - sequences[0]!).toBe(2);
    expect(features[0]!["embedding"]).toHaveLength(Number(features[0]!["dimension"]));
    client.close();
    newer.close();
    running.interrupt();
    expect((await running.ended).code).toBe(0);
  });
});
