import { describe, expect, it } from "vitest";
import { AppError } from "../../../src/core/errors.ts";
import { scenes } from "../../../src/simulate/index.ts";
import { createWorld, type Tick, type World } from "../../../src/simulate/world.ts";
import type { WorldOptions } from "../../../src/simulate/world-options.ts";

const small: WorldOptions = {
  camera: { width: 48, height: 16 },
  lidar: { rings: 8, columns: 64 },
};

function drive(world: World, ticks: number): Tick[] {
  return Array.from({ length: ticks }, () => world.step());
}

const bytes = (points: Float32Array): Buffer =>
  Buffer.from(points.buffer, points.byteOffset, points.byteLength);

function problemOf(options: WorldOptions): AppError {
  try {
    createWorld(options);
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error("expected an AppError");
}

describe.each(scenes.names)("the world '%s'", (scene) => {
  it("gives the same bytes and the same truth for the same seed", () => {
    const one = drive(createWorld({ ...small, scene, seed: 5 }), 12);
    const other = drive(createWorld({ ...small, scene, seed: 5 }), 12);
    expect(one).toEqual(other);
  });

  it("differs from seed to seed, in place and in picture", () => {
    const one = createWorld({ ...small, scene, seed: 5 }).step();
    const other = createWorld({ ...small, scene, seed: 6 }).step();
    expect(one.truth).not.toEqual(other.truth);
    expect(Buffer.compare(one.camera!.rgb, other.camera!.rgb)).not.toBe(0);
    expect(bytes(one.lidar!).equals(bytes(other.lidar!))).toBe(false);
  });

  it("has other traffic and light, but the same walls, on another day", () => {
    const [first, second] = [0, 1].map((day) => createWorld({ ...small, scene, seed: 5, day }));
    expect(second!.step().truth).not.toEqual(first!.step().truth);
    const built = scenes.get(scene);
    expect(built.build(5, 6).map).toEqual(built.build(5).map);
    expect(built.build(6).map).not.toEqual(built.build(5).map);
  });

  it("stands longer where stops last longer", () => {
    const standing = (dwellFactor: number): number =>
      drive(createWorld({ scene, seed: 4, camera: false, lidar: false, dwellFactor }), 1200).filter(
        ({ truth }) => truth.speedMps < 0.01,
      ).length;
    expect(standing(20)).toBeGreaterThan(2 * standing(1) + 100);
  });

  it("goes on after a skip as if it had been sensed all the way", () => {
    const skipped = createWorld({ ...small, scene, seed: 2 });
    skipped.skip(25);
    expect(skipped.step()).toEqual(drive(createWorld({ ...small, scene, seed: 2 }), 26).at(-1));
  });

  it("shows a sensor the same whether or not the other one is there", () => {
    const both = drive(createWorld({ ...small, scene, seed: 3 }), 4).at(-1)!;
    const cameraOnly = drive(createWorld({ ...small, scene, seed: 3, lidar: false }), 4).at(-1)!;
    const lidarOnly = drive(createWorld({ ...small, scene, seed: 3, camera: false }), 4).at(-1)!;
    expect(cameraOnly.camera).toEqual(both.camera);
    expect(cameraOnly).not.toHaveProperty("lidar");
    expect(lidarOnly.lidar).toEqual(both.lidar);
    expect(lidarOnly).not.toHaveProperty("camera");
  });

  it.each([
    { width: 1, height: 1, rings: 1, columns: 1 },
    { width: 33, height: 70, rings: 5, columns: 17 },
    { width: 20, height: 7, rings: 128, columns: 36 },
  ])("fits a $width x $height camera and $rings x $columns rays", (size) => {
    const { width, height, rings, columns } = size;
    const world = createWorld({ scene, camera: { width, height }, lidar: { rings, columns } });
    const { camera, lidar } = world.step();
    expect(camera).toMatchObject({ width, height });
    expect(camera!.rgb).toHaveLength(width * height * 3);
    expect(lidar!.length % 4).toBe(0);
    expect(lidar!.length / 4).toBeLessThanOrEqual(rings * columns);
    expect(lidar!.every(Number.isFinite)).toBe(true);
  });

  it("keeps the exposure between dark and glaring, with contrast in every picture", () => {
    const world = createWorld({ ...small, scene, seed: 4, lidar: false });
    for (let i = 0; i < 60; i++) {
      const { rgb } = world.step().camera!;
      const mean = rgb.reduce((sum, v) => sum + v, 0) / rgb.length;
      const spread = Math.sqrt(rgb.reduce((sum, v) => sum + (v - mean) ** 2, 0) / rgb.length);
      expect(mean).toBeGreaterThan(60);
      expect(mean).toBeLessThan(190);
      expect(spread).toBeGreaterThan(15);
      world.skip(20);
    }
  });
});

describe("the lidar", () => {
  const exact = { rings: 32, columns: 256, rangeNoiseM: 0, dropout: 0 };

  it("keeps its points within the range and the field of view", () => {
    const world = createWorld({ seed: 1, camera: false, lidar: { fovUpDeg: 5, fovDownDeg: -15 } });
    const { lidar } = world.step();
    for (let i = 0; i < lidar!.length; i += 4) {
      const [x, y, z, intensity] = lidar!.subarray(i, i + 4) as unknown as number[];
      const flat = Math.hypot(x!, y!);
      expect(Math.hypot(flat, z!)).toBeLessThan(60.2);
      const elevationDeg = (Math.atan2(z!, flat) * 180) / Math.PI;
      expect(elevationDeg).toBeGreaterThan(-15);
      expect(elevationDeg).toBeLessThan(5);
      expect(intensity).toBeGreaterThan(0);
      expect(intensity).toBeLessThanOrEqual(1);
    }
  });

  it("loses 3 % of its returns by default", () => {
    const all = createWorld({ seed: 1, camera: false, lidar: exact });
    const some = createWorld({ seed: 1, camera: false, lidar: { ...exact, dropout: 0.03 } });
    let kept = 0;
    let total = 0;
    for (let i = 0; i < 10; i++) {
      total += all.step().lidar!.length;
      kept += some.step().lidar!.length;
    }
    expect(1 - kept / total).toBeGreaterThan(0.025);
    expect(1 - kept / total).toBeLessThan(0.035);
  });

  it("measures ranges 2 cm apart from the truth by default", () => {
    const clean = createWorld({ seed: 1, camera: false, lidar: exact }).step().lidar!;
    const noisy = createWorld({
      seed: 1,
      camera: false,
      lidar: { ...exact, rangeNoiseM: 0.02 },
    }).step().lidar!;
    const range = (points: Float32Array, i: number): number =>
      Math.hypot(points[i]!, points[i + 1]!, points[i + 2]!);
    let squares = 0;
    for (let i = 0; i < clean.length; i += 4) squares += (range(clean, i) - range(noisy, i)) ** 2;
    expect(Math.sqrt(squares / (clean.length / 4))).toBeCloseTo(0.02, 3);
  });

  it("puts the ground 1.2 m below itself", () => {
    const { lidar } = createWorld({ seed: 1, camera: false, lidar: exact }).step();
    let lowest = Infinity;
    for (let i = 2; i < lidar!.length; i += 4) lowest = Math.min(lowest, lidar![i]!);
    expect(lowest).toBeCloseTo(-1.2, 5);
  });
});

describe("createWorld", () => {
  it("stamps ticks from startNs on, without drift at an odd rate", () => {
    const world = createWorld({ ...small, startNs: 1000n, rateHz: 30 });
    expect(drive(world, 2).map(({ stampNs }) => stampNs)).toEqual([1000n, 33_334_333n]);
    world.skip(28);
    expect(world.step()).toMatchObject({ tick: 30, stampNs: 1_000_001_000n });
  });

  it.each([
    [{ camera: { width: 0 } }, "camera.width"],
    [{ camera: { hFovDeg: 180 } }, "camera.hFovDeg"],
    [{ lidar: { rings: 2.5 } }, "lidar.rings"],
    [{ lidar: { fovUpDeg: -30 } }, "lidar.fovDownDeg"],
    [{ lidar: { dropout: 1.5 } }, "lidar.dropout"],
    [{ rateHz: 0 }, "rateHz"],
    [{ seed: 1.5 }, "seed"],
  ] satisfies [WorldOptions, string][])("refuses %o and names the option", (options, name) => {
    const problem = problemOf(options);
    expect(problem.code).toBe("OPTION_INVALID");
    expect(problem.message).toContain(`for ${name}, received`);
  });

  it("refuses an unknown scene and names the known ones", () => {
    const problem = problemOf({ scene: "moon" });
    expect(problem.code).toBe("REGISTRY_UNKNOWN");
    expect(problem.message).toContain("city, corridor");
  });
});
