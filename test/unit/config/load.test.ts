import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig, parseConfig } from "../../../src/config/load.ts";
import type { AppError } from "../../../src/core/errors.ts";

const minimal = `
sensors:
  camera:
    modality: camera
    from: mqtt://127.0.0.1:1883
`;

const withLidar = `${minimal}  lidar:
    modality: lidar
    from: tcp://127.0.0.1:5556
`;

function problemOf(text: string, set: readonly string[] = []): string {
  try {
    parseConfig(text, { name: "robot.yaml", set });
  } catch (error) {
    expect((error as AppError).code).toBe("CONFIG_INVALID");
    return (error as AppError).message;
  }
  throw new Error("expected the configuration to be refused");
}

describe("a configuration", () => {
  it("needs nothing but one sensor and where it comes from", () => {
    const config = parseConfig(minimal, { name: "robot.yaml" });
    expect(config.sensors["camera"]).toMatchObject({
      topic: "saccade/v1/{fleet}/{device}/{sensor}/frame",
      encoding: "jpeg",
      rateHz: 10,
      image: { width: 192, height: 64, crop: { top: 0, bottom: 0, left: 0, right: 0 } },
    });
    expect(config.learn.objectives.map((o) => [o.name, o.weight])).toEqual([
      ["info-nce", 1],
      ["next-frame", 40],
    ]);
    expect(config.learn.encoder).toMatchObject({ name: "merge" });
    expect(config.learn.optimizer).toMatchObject({ name: "adamw" });
    expect(config.simulator).toBeUndefined();
    expect(config.embeddedBroker).toBeUndefined();
  });

  it("gives the same when it is read back from what it gave", () => {
    const config = parseConfig(withLidar, { name: "robot.yaml" });
    expect(parseConfig(JSON.stringify(config), { name: "again" })).toEqual(config);
  });

  it.each(["demo", "kitti", "rccar"])("configs/%s.yaml is whole", async (name) => {
    const path = fileURLToPath(new URL(`../../../configs/${name}.yaml`, import.meta.url));
    const config = await loadConfig(path);
    expect(Object.keys(config.sensors)).toContain("camera");
    expect(config.publish.length).toBeGreaterThan(0);
    expect(await readFile(path, "utf8")).toContain("npx saccade");
  });

  it("loads in less than 300 ms", async () => {
    const path = fileURLToPath(new URL("../../../configs/demo.yaml", import.meta.url));
    const start = performance.now();
    await loadConfig(path);
    expect(performance.now() - start).toBeLessThan(300);
  });
});

describe("a configuration error", () => {
  it("names file, line, field and the nearest known field", () => {
    const problem = problemOf(`${minimal}learn:\n  bacth: 32\n`);
    expect(problem).toContain("robot.yaml:7: learn.bacth: unknown field; did you mean 'batch'?");
  });

  it("lists what is known when nothing is near", () => {
    expect(problemOf(`${minimal}zebra: 1\n`)).toMatch(
      /zebra: unknown field; known: fleet, device, seed/,
    );
  });

  it("names every unknown field of a section", () => {
    const problem = problemOf(`${minimal}engin: {}\nsede: 3\n`);
    expect(problem).toContain("robot.yaml:6: engin: unknown field; did you mean 'engine'?");
    expect(problem).toContain("robot.yaml:7: sede: unknown field; did you mean 'seed'?");
  });

  it("says the unit that was expected and what was received", () => {
    expect(
      problemOf(
        minimal.replace("mqtt://127.0.0.1:1883", "mqtt://127.0.0.1:1883\n    rateHz: 10 Hz"),
      ),
    ).toContain(
      "robot.yaml:6: sensors.camera.rateHz: expected a number of hertz, received text '10 Hz'",
    );
    expect(problemOf(`${minimal}learn: { memory: { budgetMb: 64MB } }\n`)).toContain(
      "learn.memory.budgetMb: expected a number of megabytes, received text '64MB'",
    );
  });

  it("notices seconds where milliseconds are meant", () => {
    expect(problemOf(`${minimal}learn: { gapMs: { min: 0.1, max: 0.5 } }\n`)).toContain(
      "learn.gapMs.min: expected at least 1 milliseconds, received 0.1",
    );
  });

  it("notices a percentage where a fraction is meant", () => {
    expect(problemOf(`${minimal}learn: { memory: { freshFraction: 12.5 } }\n`)).toContain(
      "learn.memory.freshFraction: expected at most 1 (a fraction of 1), received 12.5",
    );
  });

  it("lists the choices of a name and suggests one", () => {
    expect(problemOf(`${minimal}learn: { encoder: { name: merg } }\n`)).toMatch(
      /learn\.encoder\.name: expected one of .*merge.*, received text 'merg'; did you mean 'merge'\?/,
    );
    expect(problemOf(`${minimal}engine: { provider: gpu }\n`)).toContain(
      "engine.provider: expected one of auto, cpu, cuda, tensorrt, webgpu, received text 'gpu'",
    );
  });

  it("knows the options of each objective", () => {
    expect(
      problemOf(`${minimal}learn: { objectives: [{ name: info-nce, temprature: 1 }] }\n`),
    ).toContain("learn.objectives.0.temprature: unknown field; did you mean 'temperature'?");
    expect(
      problemOf(`${minimal}learn: { objectives: [{ name: info-nce }, { name: info-nce }] }\n`),
    ).toContain("learn.objectives.1.name: 'info-nce' is listed twice");
  });

  it("says where the YAML itself breaks", () => {
    expect(problemOf("sensors:\n  camera: [1, 2\nfleet: x\n")).toMatch(
      /robot\.yaml:\d+: not valid YAML: \w+/,
    );
    expect(problemOf("seed: 1\nseed: 2\n")).toMatch(
      /robot\.yaml:2: not valid YAML: Map keys must be unique/,
    );
  });

  it.each([
    ["", "expected a section with named fields, received nothing"],
    ["- 1", "expected a section with named fields, received a list of 1"],
    ["sensors: {}", "sensors: expected at least one sensor"],
    [
      "sensors: { 'front/left': { modality: camera, from: 'mqtt://h' } }",
      "letters, digits and _ . : - only",
    ],
    [
      "sensors: { camera: { modality: camera } }",
      "sensors.camera.from: expected text, received nothing",
    ],
    [
      "sensors: { camera: { from: 'mqtt://h' } }",
      "sensors.camera.modality: expected one of camera, lidar, received nothing",
    ],
    [
      "sensors: { camera: { modality: camera, from: localhost } }",
      "expected an address such as mqtt://",
    ],
    [
      "sensors: { camera: { modality: camera, from: 'mqtt://h', topic: '{robot}/x' } }",
      "only {fleet}, {device} and {sensor}",
    ],
  ])("refuses %j", (text, words) => {
    expect(problemOf(text)).toContain(words);
  });

  it.each([
    ["learn.step.microBatches=5", "learn.step.microBatches: must divide learn.batch 32"],
    [
      "learn.checkpoint.trust=[fleet.pem]",
      "learn.checkpoint.sign: is needed where learn.checkpoint.trust is given",
    ],
    ["learn.gapMs.min=600", "learn.gapMs.min: must not be more than gapMs.max"],
    [
      "learn.gapMs={min: 1, max: 50}",
      "learn.gapMs.max: must reach the next frame of sensor 'camera': at least 100 milliseconds at 10 hertz",
    ],
    ["learn.memory.budgetMb=500", "learn.memory.budgetMb: must leave room for the process"],
    [
      "sensors.camera.image.crop={top: 0.6, bottom: 0.5}",
      "sensors.camera.image.crop.bottom: top + bottom must leave",
    ],
    [
      "sensors.camera.image.width=190",
      "sensors.camera.image.width: expected a multiple of 4, received 190",
    ],
    [
      "sensors.lidar.rangeImage.fovDownDeg=5",
      "sensors.lidar.rangeImage.fovDownDeg: must be less than fovUpDeg",
    ],
    [
      "sensors.lidar.rangeImage.minRangeM=90",
      "sensors.lidar.rangeImage.minRangeM: must be less than maxRangeM",
    ],
    ["publish=[{to: 'tcp://127.0.0.1:5556'}]", "publish.0.to: must differ from sensors.lidar.from"],
  ])("refuses --set %s", (set, words) => {
    expect(problemOf(withLidar, [set])).toContain(words);
  });
});

describe("--set", () => {
  it("replaces, adds and removes values, in order", () => {
    const config = parseConfig(`${withLidar}simulator: {}\npublish: [{ to: 'mqtt://a' }]\n`, {
      name: "robot.yaml",
      set: [
        "learn.batch=16",
        "learn.batch=64",
        "learn.memory.budgetMb=32",
        "simulator=null",
        "publish.0.to=mqtt://b",
      ],
    });
    expect(config.learn.batch).toBe(64);
    expect(config.learn.memory).toMatchObject({ budgetMb: 32, freshFraction: 0.125 });
    expect(config.simulator).toBeUndefined();
    expect(config.publish[0]?.to).toBe("mqtt://b");
  });

  it("refuses an unknown path by name", () => {
    expect(problemOf(minimal, ["learn.bach=1"])).toContain(
      "--set learn.bach: learn.bach: unknown field; did you mean 'batch'?",
    );
  });

  it.each([
    ["learn.batch", "expected path=value"],
    ["=1", "expected path=value"],
    ["learn..batch=1", "expected path=value"],
    ["seed.x=1", "'seed' is a plain value and has no field 'x'"],
    ["publish.7.to=mqtt://b", "expected a position from 0 to 0 in the list, received '7'"],
    ["learn.batch=[1", "--set learn.batch"],
  ])("refuses %j", (set, words) => {
    expect(problemOf(`${minimal}seed: 3\npublish: []\n`, [set])).toContain(words);
  });
});

describe("loadConfig", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "saccade-config-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("reads a file", async () => {
    const path = join(folder, "robot.yaml");
    await writeFile(path, minimal);
    expect((await loadConfig(path, { set: ["seed=7"] })).seed).toBe(7);
  });

  it("names a file that is not there, or is a folder", async () => {
    await expect(loadConfig(join(folder, "none.yaml"))).rejects.toThrow(
      /none\.yaml: there is no such file/,
    );
    await expect(loadConfig(folder)).rejects.toThrow(/cannot be read \(EISDIR\)/);
  });
});
