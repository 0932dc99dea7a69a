import { Matrix, solve } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { scenes } from "../../../src/simulate/index.ts";
import type { Truth } from "../../../src/simulate/truth.ts";
import { createWorld } from "../../../src/simulate/world.ts";

const ticks = 2400;
const fitted = Math.floor(0.7 * ticks);
const labels = [
  "speedMps",
  "yawRateRadps",
  "obstacleLeftM",
  "obstacleFrontM",
  "obstacleRightM",
  "placeId",
] as const satisfies readonly (keyof Truth)[];

/** R² on the last 30 % of the time of a ridge regression fitted on the first 70 %. */
function ridgeR2(features: readonly (readonly number[])[], label: readonly number[]): number {
  const width = features[0]!.length;
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, v) => sum + v, 0) / values.length;
  const centre: number[] = [];
  const scale: number[] = [];
  for (let c = 0; c < width; c++) {
    const fit = features.slice(0, fitted).map((row) => row[c]!);
    const middle = mean(fit);
    centre.push(middle);
    scale.push(Math.sqrt(mean(fit.map((v) => (v - middle) ** 2))) + 1e-9);
  }
  const rows = features.map((row) => row.map((v, c) => (v - centre[c]!) / scale[c]!));
  const offset = mean(label.slice(0, fitted));
  const x = new Matrix(rows.slice(0, fitted));
  const y = Matrix.columnVector(label.slice(0, fitted).map((v) => v - offset));
  const gram = x
    .transpose()
    .mmul(x)
    .add(Matrix.eye(width, width, 0.01 * fitted));
  const weights = solve(gram, x.transpose().mmul(y)).to1DArray();
  const test = label.slice(fitted);
  const testMean = mean(test);
  const total = mean(test.map((v) => (v - testMean) ** 2));
  const errors = test.map(
    (v, i) => v - offset - rows[fitted + i]!.reduce((sum, f, c) => sum + f * weights[c]!, 0),
  );
  return 1 - mean(errors.map((e) => e * e)) / total;
}

/** Mean red, green, blue; and brightness, contrast, colourfulness. */
function summaries(rgb: Uint8Array): { colour: number[]; summary: number[] } {
  const pixels = rgb.length / 3;
  const colour = [0, 0, 0];
  let squares = 0;
  let colourfulness = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    const [r, g, b] = [rgb[i]!, rgb[i + 1]!, rgb[i + 2]!];
    colour[0]! += r / pixels;
    colour[1]! += g / pixels;
    colour[2]! += b / pixels;
    squares += ((r + g + b) / 3) ** 2 / pixels;
    colourfulness += (Math.max(r, g, b) - Math.min(r, g, b)) / pixels;
  }
  const brightness = (colour[0]! + colour[1]! + colour[2]!) / 3;
  return { colour, summary: [brightness, Math.sqrt(squares - brightness ** 2), colourfulness] };
}

function drive(scene: string, seed: number) {
  const world = createWorld({ scene, seed, lidar: false, camera: { width: 48, height: 16 } });
  const colours: number[][] = [];
  const others: number[][] = [];
  const truths: Truth[] = [];
  for (let i = 0; i < ticks; i++) {
    const { camera, truth } = world.step();
    const { colour, summary } = summaries(camera!.rgb);
    colours.push(colour);
    others.push(summary);
    truths.push(truth);
    world.skip(1);
  }
  return { colours, others, truths };
}

describe.each(scenes.names)("three numbers of a picture of '%s'", (scene) => {
  it.each([1, 2, 3])(
    "do not tell any label on held-out time (seed %i)",
    (seed) => {
      const { colours, others, truths } = drive(scene, seed);
      for (const label of labels) {
        const values = truths.map((truth) => truth[label]);
        expect(ridgeR2(colours, values), `${label} from mean colour`).toBeLessThan(0.15);
        expect(ridgeR2(others, values), `${label} from a summary`).toBeLessThan(0.15);
      }
      // The regression itself works: it finds a number that the mean colour does hold.
      const green = colours.map(([r, g, b]) => 3 * g! - r! + 0.1 * b!);
      expect(ridgeR2(colours, green)).toBeGreaterThan(0.9);
    },
    60_000,
  );
});
