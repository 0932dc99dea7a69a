import { describe, expect, it } from "vitest";
import { openClient } from "../../../src/client/client.ts";
import type { ClientConnection, OnMessage } from "../../../src/client/connection.ts";
import { encodeFeatures } from "../../../src/publish/feature-message.ts";
import { encodeSurprise } from "../../../src/publish/surprise-message.ts";

const common = { sensor: "camera", stampNs: 5n, ageMs: 1, modelVersion: "v" };
const features = (contractVersion: number) =>
  encodeFeatures({ ...common, sequence: 0, contractVersion, embedding: Float32Array.of(1) });
const topic = (kind: string, device = "d") => `saccade/v1/f/${device}/camera/${kind}`;

async function opened() {
  let send: OnMessage = () => undefined;
  let topics: readonly string[] = [];
  let ends = 0;
  const from: ClientConnection = {
    receive: (wanted, onMessage) => {
      [topics, send] = [wanted, onMessage];
      return Promise.resolve(() => {
        ends += 1;
        return Promise.resolve();
      });
    },
  };
  const heard: string[] = [];
  const client = await openClient({
    from,
    device: "d",
    features: ({ sensor }) => heard.push(`features ${sensor}`),
    surprise: ({ quantile }) => heard.push(`surprise ${quantile}`),
    model: ({ sensor, step }) => heard.push(`model ${sensor} ${step}`),
    contract: (_, version) => heard.push(`contract ${version}`),
    bad: (_, reason) => heard.push(reason),
  });
  return {
    client,
    heard,
    topics,
    send: (t: string, p: Uint8Array) => {
      send(t, p);
    },
    ends: () => ends,
  };
}

describe("openClient", () => {
  it("subscribes to what was asked for, and hands over what comes as typed messages", async () => {
    const { client, heard, topics, send } = await opened();
    expect(topics).toEqual([
      "saccade/v1/+/d/+/features",
      "saccade/v1/+/d/+/surprise",
      "saccade/v1/+/d/+/model",
    ]);
    send(topic("features"), features(1));
    send(
      topic("surprise"),
      encodeSurprise({ ...common, sequence: 0, quantile: 0.5, history: 300 }),
    );
    send(topic("model"), new TextEncoder().encode('{"version":"v","step":7}'));
    send(topic("features", "another"), features(9));
    expect(heard).toEqual(["contract 1", "features camera", "surprise 0.5", "model camera 7"]);
    await client.close();
  });

  it("tells of a new contract before the first vector under it", async () => {
    const { client, heard, send } = await opened();
    for (const version of [1, 1, 2]) send(topic("features"), features(version));
    expect(heard.filter((word) => word.startsWith("contract"))).toEqual([
      "contract 1",
      "contract 2",
    ]);
    expect(heard.at(-2)).toBe("contract 2");
    await client.close();
  });

  it("names what is bad and goes on", async () => {
    const { client, heard, send } = await opened();
    send(topic("features"), Uint8Array.of(255));
    send(topic("surprise"), Uint8Array.of(255));
    send(topic("model"), Uint8Array.of(255));
    send("nothing/of/ours", features(1));
    send(topic("features"), features(1));
    expect(heard).toEqual([
      "features-corrupt",
      "surprise-corrupt",
      "model-invalid",
      "contract 1",
      "features camera",
    ]);
    await client.close();
  });

  it("lets go of the connection once", async () => {
    const { client, ends } = await opened();
    await Promise.all([client.close(), client.close()]);
    expect(ends()).toBe(1);
  });
});
