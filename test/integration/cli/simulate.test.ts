import { describe, expect, it } from "vitest";
import { openTransport } from "../../../src/transport/index.ts";
import { freePort } from "../../support/free-port.ts";
import { lastJson, runCli } from "./run-cli.ts";

const limits = { maxQueuedBytes: 1e6, maxMessageBytes: 1e6, connectTimeoutMs: 1500 };
const tiny = ["--camera", "32x16", "--lidar", "4x32", "--rate", "max", "--for", "1"] as const;

async function worldOf(...options: readonly string[]) {
  const url = `tcp://127.0.0.1:${await freePort()}`;
  const listener = await openTransport({ url, role: "subscriber", ...limits });
  const payloads: Uint8Array[] = [];
  listener.messages("saccade/v1/#").subscribe({
    next: ({ payload }) => payloads.push(payload),
    error: (cause: unknown) => {
      throw cause;
    },
  });
  const run = await runCli("simulate", "--to", url, ...tiny, ...options, "--json");
  await listener.close();
  return { run, payloads };
}

describe("saccade simulate", () => {
  it("plays camera and lidar, the same bytes for the same seed", async () => {
    const first = await worldOf("--seed", "3");
    expect(first.run).toMatchObject({ code: 0 });
    expect(lastJson(first.run.out)).toMatchObject({
      frames: { camera: 10, lidar: 10 },
      sent: 20,
      dropped: {},
    });
    expect(first.payloads).toHaveLength(20);
    const second = await worldOf("--seed", "3");
    expect(second.payloads).toEqual(first.payloads);
  });

  it("plays one sensor of another world", async () => {
    const { run, payloads } = await worldOf("--scene", "corridor", "--no-camera");
    expect(lastJson(run.out)).toMatchObject({ frames: { lidar: 10 } });
    expect(payloads.every((p) => p.length % 16 === 0)).toBe(true);
  });

  it.each([
    [["--scene", "citty"], "Allowed choices are city, corridor"],
    [["--camera", "wide"], "expected two whole numbers such as 192x64"],
    [["--camera", "0x0"], "camera.width"],
    [["--to", "radar=inproc://x"], "with a sensor of camera, lidar"],
  ])("refuses %j by name", async (args, words) => {
    const { code, err } = await runCli("simulate", "--to", "inproc://x", "--wait", "0", ...args);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});
