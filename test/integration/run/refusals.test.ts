import { once } from "node:events";
import { createServer } from "node:net";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tinyRun, type TinyRun } from "../../support/tiny-run.ts";
import { inStarts, lastJson, runCli } from "../cli/run-cli.ts";

/** Asks for a run that cannot be and gives back the one sentence that says so. */
async function refused(...args: readonly string[]): Promise<string> {
  const { code, err, starts } = await inStarts(runCli("run", ...args));
  expect({ code, lines: err.trimEnd().split("\n").length }, err).toEqual({ code: 2, lines: 1 });
  expect(starts).toBeLessThan(12);
  return err;
}

async function occupied<T>(url: string, then: () => Promise<T>): Promise<T> {
  const server = createServer();
  server.listen(Number(new URL(url).port), "127.0.0.1");
  await once(server, "listening");
  try {
    return await then();
  } finally {
    server.close();
  }
}

const worldOf = (change?: Readonly<Record<string, unknown>>): Promise<TinyRun> =>
  tinyRun({ hasWorld: true, ...(change && { change }) });

describe("saccade run refuses in one sentence", () => {
  it("a configuration that is not there", async () => {
    expect(await refused("/nowhere.yaml")).toContain("/nowhere.yaml: there is no such file");
  });

  it("an unknown field, with the nearest one", async () => {
    const { config } = await worldOf({ sensros: {} });
    expect(await refused(config)).toMatch(/sensros.*did you mean 'sensors'/);
  });

  it("a value in a wrong unit", async () => {
    const { config } = await worldOf();
    const sentence = await refused(config, "--set", "sensors.camera.rateHz=10hz");
    expect(sentence).toMatch(/sensors\.camera\.rateHz.*number.*10hz/);
  });

  it("a broker that is not there", async () => {
    const { config, broker } = await tinyRun();
    expect(await refused(config)).toContain(`no broker answered at ${broker}`);
  });

  it("the embedded broker's port in use", async () => {
    const { config, broker } = await worldOf();
    const sentence = await occupied(broker, () => refused(config));
    expect(sentence).toContain(`already listens on ${new URL(broker).host}`);
  });

  it("the port that features go out on in use", async () => {
    const { config, features } = await worldOf();
    expect(await occupied(features, () => refused(config))).toMatch(
      new RegExp(`already listens on .*${new URL(features).port}`),
    );
  });

  it("the port that the built-in world sends on in use", async () => {
    const { config, lidar } = await worldOf();
    expect(await occupied(lidar, () => refused(config))).toMatch(
      new RegExp(`already listens on .*${new URL(lidar).port}`),
    );
  });

  it("a recording that is not there", async () => {
    const { config } = await worldOf();
    expect(await refused(config, "--source", "/nowhere")).toContain("no recording at /nowhere");
  });

  it("a world that lacks a sensor of the configuration", async () => {
    const camera = { modality: "camera", from: "inproc://a" };
    const { config } = await worldOf({ sensors: { left: camera, right: camera } });
    expect(await refused(config)).toContain("has one camera, not left, right");
  });

  it("a world that there is none of", async () => {
    const { config } = await worldOf();
    const sentence = await refused(config, "--set", "simulator.scene=citty");
    expect(sentence).toContain("unknown scene 'citty'; known: city, corridor");
  });

  it("a topic that the built-in world cannot send to", async () => {
    const camera = { modality: "camera", from: "inproc://a", topic: "robot/+/image" };
    const { config } = await worldOf({ sensors: { camera } });
    expect(await refused(config)).toMatch(/sensors\.camera\.topic.*robot\/\+\/image/);
  });

  it("a file where checkpoints should go", async () => {
    const { folder, config } = await worldOf();
    const file = join(folder, "taken");
    await writeFile(file, "");
    expect(await refused(config, "--checkpoint", file)).toMatch(
      /a folder for the checkpoints.*taken/,
    );
  });

  it("the same as JSON when asked to", async () => {
    const { code, out } = await runCli("run", "/nowhere.yaml", "--json");
    expect(code).toBe(2);
    expect(lastJson(out)).toMatchObject({ error: { code: "CONFIG_INVALID" } });
  });
});
