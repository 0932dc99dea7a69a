import { describe, expect, it } from "vitest";
import { cellNoise, drift, valueNoise } from "../../../src/simulate/noise.ts";

describe("noise", () => {
  it("gives each cell and seed a number of its own, evenly spread over [0, 1)", () => {
    const bins = new Array<number>(10).fill(0);
    for (let x = -50; x < 50; x++)
      for (let y = -50; y < 50; y++) bins[Math.floor(cellNoise(x, y, 7) * 10)]! += 1;
    expect(Math.min(...bins)).toBeGreaterThan(850);
    expect(Math.max(...bins)).toBeLessThan(1150);
    expect(cellNoise(3, 4, 1)).not.toBe(cellNoise(4, 3, 1));
    expect(cellNoise(3, 4, 1)).not.toBe(cellNoise(3, 4, 2));
  });

  it("equals the cell noise at the integers and moves smoothly between them", () => {
    expect(valueNoise(5, -3, 9)).toBe(cellNoise(5, -3, 9));
    for (let x = 0; x < 4; x += 0.01)
      expect(Math.abs(valueNoise(x + 0.01, 2.3, 9) - valueNoise(x, 2.3, 9))).toBeLessThan(0.02);
  });

  it("drifts within [-1, 1], slowly", () => {
    for (let t = 0; t < 100; t += 0.1) {
      expect(Math.abs(drift(t, 5, 3))).toBeLessThanOrEqual(1);
      expect(Math.abs(drift(t + 0.1, 5, 3) - drift(t, 5, 3))).toBeLessThan(0.07);
    }
  });
});
