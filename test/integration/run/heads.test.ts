import { expect, it, onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import { decodeFeatures, type FeatureMessage } from "../../../src/publish/feature-message.ts";
import { openTransport } from "../../../src/transport/index.ts";
import { pageProtocol, type State } from "../../../src/window/wire.ts";
import { freePort } from "../../support/free-port.ts";
import { tinyRun } from "../../support/tiny-run.ts";
import { lastJson, runCli, startCli } from "../cli/run-cli.ts";

const name = "obstacleFrontM";

/** The newest state that a page of the run was told. */
function watchPage(url: string): () => State | undefined {
  const socket = new WebSocket(`${url.replace("http", "ws")}/live`, pageProtocol);
  onTestFinished(() => {
    socket.terminate();
  });
  let state: State | undefined;
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    if (isBinary) return;
    const message = JSON.parse(data.toString("utf8")) as { readonly kind: string };
    if (message.kind === "state") state = message as State;
  });
  return () => state;
}

it.each([
  ["carried", "over by the contract", 1],
  ["refitted", "on its own frames where the contract broke", 0],
] as const)(
  "a head answers every frame of a run; at a promotion it is %s %s",
  async (origin, _, maxResidual) => {
    const port = await freePort();
    const run = await tinyRun({
      hasWorld: true,
      change: { window: { host: "127.0.0.1", port } },
    });
    const world = "sim:corridor?seed=3&seconds=20&camera=off";
    const kept = ["--checkpoint", run.checkpoints, "--sensor", "lidar"];
    for (const args of [
      ["pretrain", world, "--config", run.config, "--steps", "2", ...kept],
      ["head", "fit", "--recording", world, "--column", name, "--labels", "50", ...kept],
    ]) {
      const { code, err } = await runCli(...args);
      expect(code, err).toBe(0);
    }

    const transport = await openTransport({
      ...{ url: run.features, role: "subscriber", maxQueuedBytes: 1e6, maxMessageBytes: 1e6 },
      connectTimeoutMs: 10_000,
    });
    onTestFinished(() => transport.close());
    const features: FeatureMessage[] = [];
    const wrong: unknown[] = [];
    transport.messages("saccade/v1/f/d/lidar/features").subscribe({
      next: ({ payload }) => {
        const decoded = decodeFeatures(payload);
        if (decoded.ok) features.push(decoded.message);
        else wrong.push(decoded);
      },
      error: (error: unknown) => wrong.push(error),
    });
    const running = startCli(
      ...["run", run.config, "--json", "--set", "learn.contract.anchors=32"],
      ...["--set", `learn.contract.maxResidual=${maxResidual}`],
    );
    onTestFinished(() => {
      running.kill();
    });
    const origins = (): readonly (string | undefined)[] =>
      features.map(({ heads }) => heads?.find((own) => own.name === name)?.origin);
    await vi.waitUntil(() => origins().includes(origin), { timeout: 90_000, interval: 20 });

    const state = watchPage(`http://127.0.0.1:${port}`);
    await vi.waitFor(
      () => {
        expect(state()?.sensors["lidar"]?.heads).toEqual([
          {
            ...{ name, isStale: false },
            value: expect.any(Number) as number,
            plusMinus: expect.any(Number) as number,
          },
        ]);
      },
      { timeout: 30_000 },
    );
    expect(state()?.sensors["camera"]).not.toHaveProperty("heads");

    const listened = await runCli(
      ...["listen", "--from", run.features, "--sensor", "lidar", "--count", "3", "--for", "20"],
      "--json",
    );
    expect(lastJson(listened.out)).toMatchObject({
      sensors: { lidar: { heads: [{ name, origin }] } },
    });

    running.interrupt();
    expect((await running.ended).code).toBe(0);
    expect(wrong).toEqual([]);
    // No frame without it: first of its own model, then of the promoted ones.
    expect([...new Set(origins())]).toEqual(["exact", origin]);
    const values = features.map(({ heads }) => heads![0]!);
    expect(values.every(({ value, stddev }) => Number.isFinite(value) && stddev! > 0)).toBe(true);
  },
  180_000,
);
