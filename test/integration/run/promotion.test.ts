import { describe, expect, it, onTestFinished, vi } from "vitest";
import { decodeFeatures, type FeatureMessage } from "../../../src/publish/feature-message.ts";
import { openTransport } from "../../../src/transport/index.ts";
import { tinyRun } from "../../support/tiny-run.ts";
import { startCliWith } from "../cli/run-cli.ts";

const token = "0123456789abcdef0123";
const topic = (kind: string): string => `saccade/v1/f/d/camera/${kind}`;

interface ModelNews {
  readonly version: string;
  readonly contract?: { readonly version: number; readonly residual: number };
  readonly event?: { readonly kind: string; readonly from?: string; readonly shadow?: object };
}

/** A run at 20 Hz with everything that it says of its models and features. */
async function followedRun() {
  const { config, broker, lidar } = await tinyRun({ hasWorld: true });
  const overrides = [
    "sensors.lidar=null",
    // ZeroMQ: its frames have running numbers.
    `sensors.camera.from=${lidar}`,
    "sensors.camera.rateHz=20",
    `commands={ from: '${broker}' }`,
    "infer.shadow.frames=5",
    "learn.contract.anchors=32",
    `publish=[{ to: '${broker}' }]`,
  ];
  const running = startCliWith(
    { SACCADE_COMMAND_TOKEN: token },
    ...["run", config, "--json", ...overrides.flatMap((o) => ["--set", o])],
  );
  onTestFinished(() => {
    running.kill();
  });
  await running.says("embedded MQTT broker");
  const transport = await openTransport({
    ...{ url: broker, role: "subscriber", maxQueuedBytes: 1e6, maxMessageBytes: 1e6 },
    connectTimeoutMs: 10_000,
  });
  onTestFinished(() => transport.close());
  const news: ModelNews[] = [];
  const features: FeatureMessage[] = [];
  const heard: unknown[] = [];
  transport.messages(topic("model")).subscribe({
    next: ({ payload }) => news.push(JSON.parse(new TextDecoder().decode(payload)) as ModelNews),
    error: (error: unknown) => heard.push(error),
  });
  transport.messages(topic("features")).subscribe({
    next: ({ payload }) => {
      const decoded = decodeFeatures(payload);
      if (decoded.ok) features.push(decoded.message);
    },
    error: (error: unknown) => heard.push(error),
  });
  const command = (content: object): void => {
    const payload = new TextEncoder().encode(JSON.stringify(content));
    transport.publish({ topic: topic("command"), payload, delivery: "reliable" });
  };
  const events = (kind: string): readonly ModelNews[] => news.filter((n) => n.event?.kind === kind);
  return { running, features, command, events, heard };
}

describe("a promotion while frames come", () => {
  it("is one contract and misses no frame; a command takes it back within a second, a stranger's does not", async () => {
    const { running, features, command, events, heard } = await followedRun();
    const until = (isSo: () => boolean) => vi.waitUntil(isSo, { timeout: 40_000, interval: 5 });
    await until(() => events("promoted").length >= 3);

    const changes = features.flatMap((own, i) => {
      const before = features[i - 1];
      return before && before.modelVersion !== own.modelVersion ? [[before, own] as const] : [];
    });
    expect(changes.length).toBeGreaterThanOrEqual(2);
    for (const [before, after] of changes) {
      expect(after.frameSequence! - before.frameSequence!).toBe(1);
      expect([0, 1]).toContain(after.contractVersion - before.contractVersion);
    }
    // The very first has seen too few frames to found one.
    const founder = events("promoted").find(({ contract }) => contract !== undefined)!;
    expect(founder.contract).toMatchObject({ version: 1, residual: 0 });
    expect(founder.event!.shadow).toMatchObject({ frames: 5, refused: [] });

    command({ command: "rollback", token: "not the token of ours", issuedMs: Date.now() });
    await running.says("its token is another");
    expect(events("rolled-back")).toEqual([]);

    const startMs = performance.now();
    command({ command: "rollback", token, issuedMs: Date.now(), reason: "a wall" });
    await until(() => events("rolled-back").length === 1);
    const [back] = events("rolled-back");
    const answeredBefore = features.length;
    await until(() => features.length > answeredBefore + 1);
    expect(features.at(-1)!.modelVersion).toBe(back!.version);
    expect(performance.now() - startMs).toBeLessThan(5000);
    expect(back!.event!.from).not.toBe(back!.version);
    await running.says("training goes on from step");

    expect(heard).toEqual([]);
    running.interrupt();
    expect((await running.ended).code).toBe(0);
  }, 60_000);
});
