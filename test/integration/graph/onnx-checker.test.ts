import { execFile } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { planSensor } from "../../../src/app/sensor-plan.ts";
import { backward } from "../../../src/autodiff/backward.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { defineGraph, type Graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/leaves.ts";
import { toOnnx } from "../../../src/graph/serialise.ts";
import { compileProgram, programNames } from "../../../src/learn/compile-program.ts";
import { compileStep } from "../../../src/learn/compile-step.ts";
import { compileSupervised } from "../../../src/learn/compile-supervised.ts";
import { initialState } from "../../../src/learn/initial-state.ts";
import { packEncoder } from "../../../src/learn/pack-encoder.ts";
import { encoders } from "../../../src/nn/encoders/index.ts";
import { optimizers } from "../../../src/optim/index.ts";
import { operatorCases } from "../../contract/gradient-cases.ts";
import { projectRoot } from "../../support/documents.ts";
import { findPython } from "../../support/python.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

const python = await findPython("onnx");
const isMissing = "missing" in python;
const title = isMissing ? `skipped: ${python.missing}` : `onnx ${python.version}`;

const verdict = z.object({ file: z.string(), nodes: z.number(), problem: z.string().optional() });

/** What the checker says to models, by name. */
async function check(
  models: Readonly<Record<string, Uint8Array>>,
): Promise<readonly z.output<typeof verdict>[]> {
  const folder = await temporaryFolder();
  const files = Object.keys(models).map((name) => join(folder, `${name}.onnx`));
  await Promise.all(Object.values(models).map((model, i) => writeFile(files[i]!, model)));
  const script = join(projectRoot, "test/golden/check_models.py");
  const output = await new Promise<string>((resolve, reject) => {
    const path = isMissing ? "" : python.path;
    execFile(path, [script, ...files], { maxBuffer: 1e8 }, (error, stdout) => {
      // It also ends with 1 when it found something, which is then on its output.
      if (stdout === "") reject(error ?? new Error("the checker said nothing"));
      else resolve(stdout);
    });
  });
  return output
    .trimEnd()
    .split("\n")
    .map((line) => verdict.parse(JSON.parse(line)))
    .map((found) => ({ ...found, file: basename(found.file, ".onnx") }));
}

async function expectSound(models: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const found = await check(models);
  expect(found.filter(({ problem }) => problem !== undefined)).toEqual([]);
  expect(found.map(({ file }) => file)).toEqual(Object.keys(models));
  for (const { nodes } of found) expect(nodes).toBeGreaterThan(0);
}

describe.skipIf(isMissing)(`the onnx package's checker finds nothing wrong (${title})`, () => {
  const configs = ["demo", "kitti", "rccar"];

  it("knows every configuration that is shipped", async () => {
    const shipped = await readdir(join(projectRoot, "configs"));
    expect(shipped.map((name) => basename(name, ".yaml")).toSorted()).toEqual(configs);
  });

  it.each(configs)("with any program of configs/%s.yaml", async (name) => {
    const config = await loadConfig(join(projectRoot, `configs/${name}.yaml`));
    const models: Record<string, Uint8Array> = {};
    for (const sensor of Object.keys(config.sensors)) {
      const { learner } = planSensor(config, sensor);
      for (const program of programNames) {
        models[`${sensor}-${program}`] = toOnnx(compileProgram(learner, program).graph);
      }
    }
    await expectSound(models);
  });

  it("with the step of any encoder and of any optimizer", async () => {
    const size = { height: 64, width: 96, batch: 2 };
    const specs = [
      ...encoders.names.map((name) => tinySpec({ ...size, encoder: { name } })),
      ...optimizers.names.map((name) => tinySpec({ ...size, optimizer: { name } })),
    ];
    const models: Record<string, Uint8Array> = {};
    for (const spec of specs) {
      models[`${spec.encoder.name}-${spec.optimizer.name}`] = toOnnx(compileStep(spec).graph);
    }
    await expectSound(models);
  });

  it("with an encoder with its weights inside, and with a supervised step", async () => {
    const spec = tinySpec();
    const state = initialState(compileStep(spec).state, 3);
    const { step, predict } = compileSupervised(spec);
    await expectSound({
      packed: packEncoder(spec, { state, step: 0, batch: 1 }).model,
      supervised: toOnnx(step),
      predict: toOnnx(predict),
    });
  });

  it("with any operator and its gradient", async () => {
    const graphs = operatorCases.map(({ op, shapes, build }): Graph => {
      const inputs = shapes.map((shape, i) => input(`x${i}`, "float32", shape));
      const y = build(...inputs);
      const dY = input("dY", y.dtype, y.shape);
      const gradients = backward(y, inputs, dY).map((value, i) => [`dx${i}`, value] as const);
      const outputs = { y, ...Object.fromEntries(gradients) };
      return defineGraph({ name: op, inputs: [...inputs, dY], outputs });
    });
    await expectSound(
      Object.fromEntries(graphs.map((graph, i) => [`${graph.name}-${i}`, toOnnx(graph)])),
    );
  });
});

describe.skipIf(isMissing)(`the check itself (${title})`, () => {
  const broken = (change: (model: ReturnType<typeof parse>) => void): Uint8Array => {
    const model = parse(toOnnx(compileProgram(tinySpec(), "encoder").graph));
    change(model);
    return toBinary(ModelProtoSchema, model);
  };
  const parse = (bytes: Uint8Array) => fromBinary(ModelProtoSchema, bytes);

  it("tells an operator that ONNX has not, a wrong shape and two nodes of one name", async () => {
    const found = await check({
      operator: broken((model) => (model.graph!.node[0]!.opType = "Blur")),
      shape: broken((model) => {
        const type = model.graph!.output[0]!.type!.value;
        if (type.case !== "tensorType") throw new Error("a tensor is expected");
        type.value.shape!.dim[0]!.value = { case: "dimValue", value: 7n };
      }),
      name: broken((model) => (model.graph!.node[1]!.name = model.graph!.node[0]!.name)),
    });
    expect(found.map(({ problem }) => problem)).toEqual([
      expect.stringContaining("Blur"),
      expect.stringContaining("(1) vs (7)"),
      expect.stringContaining("the name of another"),
    ]);
  });
});
