import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import * as ort from "onnxruntime-node";
import { ModelProtoSchema } from "onnx-buf";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { projectRoot } from "../../support/documents.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { lastJson, runCli } from "./run-cli.ts";

const directions = z.strictObject({
  forward: z.number(),
  backward: z.number(),
  update: z.number(),
});
const operators = z.record(z.string(), z.number().int().positive());
const cost = z.object({
  parameters: z.number().int(),
  operators: z.strictObject({ forward: operators, backward: operators, update: operators }),
  multiplyAdds: directions,
  savedBytes: z.number().int(),
  stateBytes: z.strictObject({ weights: z.number(), average: z.number(), optimizer: z.number() }),
  outputBytes: z.number().int().positive(),
  intensity: z.number().nonnegative(),
});
const tensors = z.array(
  z.strictObject({ name: z.string(), dtype: z.string(), shape: z.array(z.number()) }),
);

/** What `saccade graph --json` promises; docs/how-the-compiler-works.md lists it. */
const graphJson = z.object({
  config: z.string(),
  sensor: z.string(),
  program: z.string(),
  name: z.string(),
  nodes: z.number().int().positive(),
  modelBytes: z.number().int().positive(),
  inputs: tensors,
  outputs: tensors,
  total: cost,
  layers: z.array(cost.extend({ layer: z.string(), outputBytes: z.number().int() })),
  peak: z.object({ bytes: z.number().int().positive(), node: z.string() }),
  out: z.string().optional(),
});
const read = (out: string) => graphJson.parse(lastJson(out));
const configs = (await readdir(join(projectRoot, "configs"))).map((name) => `configs/${name}`);
const pathTo = (config: string): string => join(projectRoot, config);
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe("saccade graph", () => {
  it.each(configs)("shows the step of %s, and every operator has a layer", async (config) => {
    const { code, out } = await runCli("graph", pathTo(config), "--json");
    expect(code).toBe(0);
    const { total, layers, nodes, program } = read(out);
    expect(program).toBe("step");
    expect(layers.map(({ layer }) => layer)).not.toContain("");
    expect(layers.map(({ layer }) => layer)).toEqual(
      expect.arrayContaining(["encoder/stage1", "next-frame/decoder", "update/adamw"]),
    );
    const counts = Object.values(total.operators).flatMap((by) => Object.values(by));
    expect(sum(counts)).toBe(nodes);
    expect(sum(layers.map((layer) => layer.parameters))).toBe(total.parameters);
    expect(sum(layers.map((layer) => layer.savedBytes))).toBe(total.savedBytes);
    expect(total.stateBytes.weights).toBe(4 * total.parameters);
    expect(total.stateBytes.average).toBe(total.stateBytes.weights);
    // Two moments a weight.
    expect(total.stateBytes.optimizer).toBe(2 * total.stateBytes.weights);
    // Of a product two gradients are products, the first layer's input needing none.
    expect(total.multiplyAdds.backward / total.multiplyAdds.forward).toBeCloseTo(2, 0);
  });

  it("prints layers under their direction with operators, and the cost table", async () => {
    const { code, out, err } = await runCli("graph", pathTo("configs/demo.yaml"));
    expect(code).toBe(0);
    expect(out).toMatch(/^forward +[\d,]+ +operators$/m);
    expect(out).toMatch(/^ {2}encoder\/stage1 +\d+ +.*MatMul/m);
    expect(out).toMatch(/^backward +[\d,]+ +operators$/m);
    expect(out).toMatch(/^ {2}update\/adamw +\d+ +.*Mul/m);
    expect(out).toMatch(/^layer +parameters +forward +backward +update +saved/m);
    expect(out).toMatch(/^total +[\d.]+ [kM]/m);
    expect(err).toContain("sensor camera, the first of camera, lidar");
  });

  it("folds layers to the depth that is asked for", async () => {
    const config = pathTo("configs/rccar.yaml");
    const [flat, deep] = await Promise.all(
      ["1", "9"].map(async (depth) =>
        read((await runCli("graph", config, "--depth", depth, "--json")).out),
      ),
    );
    expect(flat!.layers.map(({ layer }) => layer)).toEqual(
      expect.arrayContaining(["encoder", "info-nce", "next-frame", "update"]),
    );
    expect(deep!.layers.map(({ layer }) => layer)).toContain("encoder/stage2/mlp/expand");
    expect(deep!.total).toEqual(flat!.total);
  });

  it("prints every operator under its layer with --text", async () => {
    const { code, out } = await runCli("graph", pathTo("configs/rccar.yaml"), "--text");
    expect(code).toBe(0);
    expect(out).toMatch(/^graph camera-step\(/);
    expect(out).toMatch(/^ {2}# encoder\/stage1\/mix\n(?: {2}%.*\n)*? {2}%\d+ = Gemm\(/m);
    expect(out).toMatch(/^ {2}# backward\/encoder\/stage1\/mix$/m);
    expect(out).toMatch(/^total /m);
  });

  it("writes models that ONNX Runtime opens, with names that tell layer and direction", async () => {
    const folder = await temporaryFolder();
    for (const program of ["step", "monitor", "encoder"]) {
      const file = join(folder, `${program}.onnx`);
      const { code, out } = await runCli(
        ...["graph", pathTo("configs/rccar.yaml"), "--program", program, "--out", file, "--json"],
      );
      expect(code).toBe(0);
      const bytes = await readFile(file);
      const { graph } = fromBinary(ModelProtoSchema, bytes);
      const { nodes, modelBytes, inputs } = read(out);
      expect([graph!.node.length, bytes.byteLength]).toEqual([nodes, modelBytes]);
      const names = graph!.node.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toContain("encoder/stage2/mlp/expand/Gemm");
      const backwardNames = names.filter((name) => name.startsWith("backward/encoder/"));
      expect(backwardNames.length > 0).toBe(program === "step");
      const session = await ort.InferenceSession.create(file);
      expect(session.inputNames.toSorted()).toEqual(inputs.map(({ name }) => name).toSorted());
      await session.release();
    }
  });

  it.each([
    [["--sensor", "rear"], /no sensor 'rear'; it has: camera/],
    [["--program", "decoder"], /'decoder' is invalid. Allowed choices are step, monitor, encoder/],
    [["--depth", "0"], /expected a whole number, at least 1 and at most 20/],
    [["--out", "/nowhere/step.onnx"], /--out: expected a file that can be written/],
  ])("refuses %j in one sentence", async (words, sentence) => {
    const { code, err } = await runCli("graph", pathTo("configs/rccar.yaml"), ...words);
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
  });
});
