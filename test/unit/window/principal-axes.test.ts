import { expect, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import { along, principalAxes } from "../../../window/principal-axes.ts";

it("the axes of a map are the widest directions, apart by a right angle, and do not mirror", () => {
  const random = randomFor(1, "cloud");
  const rows = Array.from({ length: 200 }, () => {
    const [wide, middle, thin] = [9 * random.normal(), 3 * random.normal(), 0.2 * random.normal()];
    return [thin + 5, wide - 2, middle, 0];
  });
  const [x, y] = principalAxes(rows);
  expect(Math.abs(x[1]!)).toBeGreaterThan(0.99);
  expect(Math.abs(y[2]!)).toBeGreaterThan(0.99);
  expect(x.reduce((sum, value, d) => sum + value * y[d]!, 0)).toBeCloseTo(0, 6);
  const mirrored = [x.map((v) => -v), y] as const;
  expect(principalAxes(rows, mirrored)[0][1]! * x[1]!).toBeLessThan(0);
  expect(along(rows, [x, y])[0]).toHaveLength(200);
});
