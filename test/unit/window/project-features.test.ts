import { expect, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import { createProjection } from "../../../src/window/project-features.ts";

it("a projection keeps near vectors nearer than far ones", () => {
  const random = randomFor(3, "vectors");
  const vector = () => Float32Array.from({ length: 768 }, () => random.normal());
  const project = createProjection(768);
  const distance = (a: Float32Array, b: Float32Array) => {
    const [p, q] = [project(a), project(b)];
    return Math.hypot(...p.map((value, d) => value - q[d]!));
  };
  for (let i = 0; i < 20; i++) {
    const [a, b, noise] = [vector(), vector(), vector()];
    const near = a.map((value, d) => value + 0.2 * noise[d]!);
    expect(distance(a, near)).toBeLessThan(0.6 * distance(a, b));
  }
});
