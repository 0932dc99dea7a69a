import { execFile } from "node:child_process";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type {
  Engine,
  EngineKind,
  TrainingOptions,
  TrainingSession,
} from "../../src/runtime/engine.ts";
import {
  distanceRead,
  fixedTargetStep,
  floats,
  heavyStep,
  quadraticBatch,
  quadraticReference,
  quadraticState,
  quadraticStep,
  squareOf,
  valuesOf,
} from "../support/engine-programs.ts";
import { onnxModel } from "../support/onnx-model.ts";

const scalar = { name: "y", dtype: "float32", shape: [1] } as const;

/** What every engine must do, on one of its providers. */
export function describeEngineContract(kind: EngineKind, provider: string): void {
  describe(`engine ${kind.name} on ${provider}`, () => {
    let engine: Engine;
    const opened: TrainingSession[] = [];
    const open = async (options: Partial<TrainingOptions> = {}): Promise<TrainingSession> => {
      const session = await engine.openTraining({
        step: quadraticStep,
        initialState: quadraticState(),
        reads: { distance: distanceRead },
        threads: 1,
        niceness: 5,
        ...options,
      });
      opened.push(session);
      return session;
    };
    const openHeavy = (products: number, size = 512): Promise<TrainingSession> =>
      open({
        step: heavyStep(size, products),
        initialState: { w: squareOf(size, 1 / size) },
        reads: {},
      });

    beforeAll(async () => {
      engine = await kind.create({ provider });
    });
    afterEach(async () => {
      for (const session of opened.splice(0)) await session.close();
    });
    afterAll(() => engine.close());

    describe("training", () => {
      it("equals a float32 computation over 20 steps", async () => {
        const session = await open();
        let loss = Number.NaN;
        for (let i = 0; i < 20; i++) {
          const { outputs } = await session.step(quadraticBatch(), ["loss"]);
          loss = Number(valuesOf(outputs["loss"])[0]);
        }
        const expected = quadraticReference(20);
        const state = await session.getState();
        expect(valuesOf(state["w"])).toEqual(expected.w);
        expect(valuesOf(state["previous"])).toEqual(expected.previous);
        expect(loss).toBeCloseTo(expected.loss, 5);
      });

      it("returns only what is fetched, and the batch's buffers", async () => {
        const session = await open();
        const batch = quadraticBatch();
        const target = batch["target"]!;
        const { outputs, recycled } = await session.step(batch, []);
        expect(outputs).toEqual({});
        expect(target.data.length).toBe(0);
        expect(recycled).toEqual(quadraticBatch());
      });

      it("keeps the caller's memory whole when a tensor is a view on a part of it", async () => {
        const session = await open();
        const memory = Float32Array.of(9, 0.1, 0.2, -0.3, 0.7, 9);
        const target = { dtype: "float32", shape: [4], data: memory.subarray(1, 5) } as const;
        await session.step({ ...quadraticBatch(), target }, []);
        expect([...memory]).toEqual([...Float32Array.of(9, 0.1, 0.2, -0.3, 0.7, 9)]);
        expect(valuesOf((await session.getState(["w"]))["w"])).toEqual(quadraticReference(1).w);
      });

      it("gives copies of the state: changing them changes nothing", async () => {
        const initialState = quadraticState();
        const session = await open({ initialState });
        initialState["w"]!.data.fill(7 as never);
        const state = await session.getState(["w"]);
        state["w"]!.data.fill(8 as never);
        expect(Object.keys(state)).toEqual(["w"]);
        expect(valuesOf((await session.getState())["w"])).toEqual(valuesOf(quadraticState()["w"]));
      });

      it("reads the state into the buffers of an earlier answer, and takes those over", async () => {
        const session = await open();
        const first = await session.getState();
        await session.step(quadraticBatch(), []);
        const second = await session.getState(undefined, first);
        expect(first["w"]!.data.length).toBe(0);
        expect(valuesOf(second["w"])).toEqual(quadraticReference(1).w);
        expect(Object.keys(second)).toEqual(Object.keys(quadraticState()));
        const misfits = { w: floats([1]), other: floats([2]) };
        const third = await session.getState(["w"], misfits);
        expect(valuesOf(third["w"])).toEqual(quadraticReference(1).w);
        expect(Object.keys(third)).toEqual(["w"]);
      });

      it("goes on from a state that was set", async () => {
        const session = await open();
        await session.step(quadraticBatch(), []);
        const saved = await session.getState();
        await session.step(quadraticBatch(), []);
        await session.setState(saved);
        await session.step(quadraticBatch(), []);
        const { w, previous } = quadraticReference(2);
        const state = await session.getState();
        expect(valuesOf(state["w"])).toEqual(w);
        expect(valuesOf(state["previous"])).toEqual(previous);
      });

      it("keeps a state tensor that the step does not write, and takes another when it is set", async () => {
        const { target, ...batch } = quadraticBatch();
        const initialState = { ...quadraticState(), target: target! };
        const session = await open({ step: fixedTargetStep, initialState, reads: {} });
        for (let i = 0; i < 3; i++) await session.step(structuredClone(batch), []);
        const state = await session.getState();
        expect(valuesOf(state["w"])).toEqual(quadraticReference(3).w);
        expect(state["target"]).toEqual(quadraticBatch()["target"]);

        // In both sets of buffers: the step after the next reads the other one.
        await session.setState({ ...state, target: state["w"]! });
        for (let i = 0; i < 2; i++) await session.step(structuredClone(batch), []);
        const after = await session.getState();
        expect([after["w"], after["target"]]).toEqual([state["w"], state["w"]]);
        await expect(session.setState(quadraticState())).rejects.toMatchObject({
          code: "ENGINE_INPUT_INVALID",
        });
      });

      it("reads on the present state and leaves it as it is", async () => {
        const session = await open();
        await session.step(quadraticBatch(), []);
        const { outputs } = await session.read("distance", { point: floats([0, 0, 0, 0]) }, [
          "distance",
        ]);
        const { w } = quadraticReference(1);
        expect(valuesOf(outputs["distance"])).toEqual(w);
        expect(valuesOf((await session.getState())["w"])).toEqual(w);
      });

      it.each([
        ["a missing tensor", { target: undefined }, /'target'.*nothing/],
        [
          "a wrong shape",
          { target: floats([1, 2]) },
          /float32 \[4\] for 'target', received .*\[2\]/,
        ],
        ["a tensor too many", { extra: floats([1]) }, /'extra'/],
        [
          "a wrong dtype",
          { rate: { dtype: "float64", shape: [], data: Float64Array.of(1) } as const },
          /'rate', received float64/,
        ],
        [
          "fewer elements than the shape says",
          { target: { dtype: "float32", shape: [4], data: new Float32Array(3) } as const },
          /of 3 elements/,
        ],
      ])("refuses %s before it runs", async (_, change, words) => {
        const session = await open();
        const merged = Object.entries({ ...quadraticBatch(), ...change });
        const batch = Object.fromEntries(merged.flatMap(([n, t]) => (t ? [[n, t] as const] : [])));
        await expect(session.step(batch, ["loss"])).rejects.toMatchObject({
          code: "ENGINE_INPUT_INVALID",
          message: expect.stringMatching(words) as string,
        });
        expect(await session.getState()).toEqual(quadraticState());
      });

      it("refuses unknown names of outputs, reads and state", async () => {
        const session = await open();
        const invalid = { code: "ENGINE_INPUT_INVALID" };
        await expect(session.step(quadraticBatch(), ["los"])).rejects.toMatchObject(invalid);
        await expect(session.read("nothing", {}, [])).rejects.toMatchObject(invalid);
        await expect(session.getState(["v"])).rejects.toMatchObject(invalid);
      });

      it("changes nothing when one tensor of a new state is wrong", async () => {
        const session = await open();
        const bad = { w: floats([5, 5, 5, 5]), previous: floats([1]) };
        await expect(session.setState(bad)).rejects.toMatchObject({ code: "ENGINE_INPUT_INVALID" });
        expect(await session.getState()).toEqual(quadraticState());
      });

      it("keeps the old state when a run fails, and still works", async () => {
        const session = await open();
        await session.step(quadraticBatch(), []);
        const failing = session.step(quadraticBatch({ index: 99n }), ["loss", "picked"]);
        await expect(failing).rejects.toMatchObject({
          code: "ENGINE_RUN_FAILED",
          message: expect.stringMatching(/index|bounds/i) as string,
        });
        expect(valuesOf((await session.getState())["w"])).toEqual(quadraticReference(1).w);
        await session.step(quadraticBatch(), []);
        expect(valuesOf((await session.getState())["w"])).toEqual(quadraticReference(2).w);
      });

      it("hands on a loss that is not a number: what it means is the learner's to say", async () => {
        const session = await open();
        const { outputs } = await session.step(quadraticBatch({ rate: Number.NaN }), ["loss"]);
        expect(valuesOf(outputs["loss"])[0]).toBeGreaterThan(0);
        const after = await session.step(quadraticBatch(), ["loss"]);
        expect(valuesOf(after.outputs["loss"])).toEqual([Number.NaN]);
      });

      it("answers calls in order and refuses the third that waits", async () => {
        const session = await open();
        const first = session.step(quadraticBatch(), []);
        const second = session.step(quadraticBatch(), []);
        const third = session.step(quadraticBatch(), []);
        await expect(third).rejects.toMatchObject({ code: "ENGINE_BUSY" });
        await Promise.all([first, second]);
        expect(valuesOf((await session.getState())["w"])).toEqual(quadraticReference(2).w);
      });

      it("trains two sessions at once without mixing their states", async () => {
        const [a, b] = await Promise.all([open(), open()]);
        await Promise.all([
          a.step(quadraticBatch(), []),
          b.step(quadraticBatch(), []).then(() => b.step(quadraticBatch(), [])),
        ]);
        expect(valuesOf((await a.getState())["w"])).toEqual(quadraticReference(1).w);
        expect(valuesOf((await b.getState())["w"])).toEqual(quadraticReference(2).w);
      });
    });

    describe("opening", () => {
      it("refuses bytes that are no model", async () => {
        const step = { ...quadraticStep, model: Uint8Array.of(1, 2, 3) };
        await expect(open({ step })).rejects.toMatchObject({ code: "ENGINE_OPEN_FAILED" });
      });

      it("refuses a program whose tensors are not the model's", async () => {
        const outputs = [{ name: "los", dtype: "float32", shape: [1] } as const];
        await expect(open({ step: { ...quadraticStep, outputs } })).rejects.toMatchObject({
          code: "ENGINE_OPEN_FAILED",
          message: expect.stringContaining("'los'") as string,
        });
      });

      it.each([
        { initialState: { w: floats([1, 2, 3, 4]) }, code: "ENGINE_INPUT_INVALID" },
        { reads: { bad: { ...distanceRead, reads: ["v"] } }, code: "ENGINE_INPUT_INVALID" },
        { threads: 0, code: "OPTION_INVALID" },
        { niceness: 20, code: "OPTION_INVALID" },
      ])("refuses options that cannot work: $code", async ({ code, ...options }) => {
        await expect(open(options)).rejects.toMatchObject({ code });
      });

      it("refuses a provider that does not exist, and says which do", async () => {
        await expect(kind.create({ provider: "abacus" })).rejects.toMatchObject({
          code: "ENGINE_PROVIDER_UNUSABLE",
          message: expect.stringContaining("cpu") as string,
        });
      });
    });

    describe("inference", () => {
      const modelOf = (op: string) =>
        onnxModel({
          nodes: [[op, ["x", "x"], ["y"]]],
          inputs: [{ ...scalar, name: "x" }],
          outputs: [scalar],
        });
      const openDouble = () =>
        engine.openInference({
          model: modelOf("Add"),
          inputs: [{ ...scalar, name: "x" }],
          outputs: [scalar],
          threads: 1,
        });

      it("answers, and leaves the inputs with the caller", async () => {
        const session = await openDouble();
        const x = floats([21]);
        const answers = await Promise.all([session.run({ x }), session.run({ x: floats([4]) })]);
        expect(answers.map(({ y }) => valuesOf(y))).toEqual([[42], [8]]);
        expect(valuesOf(x)).toEqual([21]);
        await session.close();
      });

      it("goes over to another model between two calls, and leaves its bytes with the caller", async () => {
        const session = await openDouble();
        const model = modelOf("Mul");
        const bytes = model.slice();
        const before = session.run({ x: floats([5]) });
        const loading = session.load(model);
        const after = session.run({ x: floats([5]) });
        await loading;
        const answers = [(await before)["y"], (await after)["y"]];
        expect(answers.map(valuesOf)).toEqual([[10], [25]]);
        expect(model).toEqual(bytes);
        await session.close();
        await expect(session.load(model)).rejects.toMatchObject({ code: "ENGINE_CLOSED" });
      });

      it.each([
        { what: "no model at all", bytes: () => Uint8Array.of(1, 2, 3) },
        {
          what: "other outputs",
          bytes: () =>
            onnxModel({
              nodes: [["Add", ["x", "x"], ["z"]]],
              inputs: [{ ...scalar, name: "x" }],
              outputs: [{ ...scalar, name: "z" }],
            }),
        },
      ])("answers on with its model when it is to load $what", async ({ bytes }) => {
        const session = await openDouble();
        await expect(session.load(bytes())).rejects.toMatchObject({ code: "ENGINE_OPEN_FAILED" });
        expect(valuesOf((await session.run({ x: floats([5]) }))["y"])).toEqual([10]);
        await session.close();
      });

      it("refuses a wrong input and calls after close", async () => {
        const session = await openDouble();
        await expect(session.run({ x: floats([1, 2]) })).rejects.toMatchObject({
          code: "ENGINE_INPUT_INVALID",
        });
        await session.close();
        await expect(session.run({ x: floats([1]) })).rejects.toMatchObject({
          code: "ENGINE_CLOSED",
        });
      });
    });

    describe("threads and lifetime", () => {
      it("leaves the main thread's event loop free while a heavy step runs", async () => {
        const session = await openHeavy(80);
        const delay = monitorEventLoopDelay({ resolution: 2 });
        delay.enable();
        const startMs = performance.now();
        await session.step({ x: squareOf(512, 1) }, ["loss"]);
        const stepMs = performance.now() - startMs;
        delay.disable();
        // A step on this thread would show as one delay of its whole length.
        expect(stepMs).toBeGreaterThan(60);
        expect(delay.percentile(90) / 1e6).toBeLessThan(20);
        expect(delay.max / 1e6).toBeLessThan(stepMs / 2);
      });

      it("finishes the step in progress on close and refuses the ones behind it", async () => {
        const session = await openHeavy(40);
        const running = session.step({ x: squareOf(512, 1) }, ["loss"]);
        const behind = session.step({ x: squareOf(512, 1) }, ["loss"]);
        const refused = expect(behind).rejects.toMatchObject({ code: "ENGINE_CLOSED" });
        await new Promise((resolve) => setTimeout(resolve, 20));
        const closing = session.close();
        await expect(session.getState()).rejects.toMatchObject({ code: "ENGINE_CLOSED" });
        expect(valuesOf((await running).outputs["loss"])[0]).toBeCloseTo(1, 3);
        await refused;
        await closing;
        await session.close();
      });

      it("closes what is open, and what is just opening, with the engine", async () => {
        const own = await kind.create({ provider });
        const options = { step: quadraticStep, initialState: quadraticState() };
        const session = await own.openTraining({ ...options, threads: 1, niceness: 0 });
        const opening = own.openTraining({ ...options, threads: 1, niceness: 0 });
        await own.close();
        const closed = { code: "ENGINE_CLOSED" };
        await expect(session.step(quadraticBatch(), [])).rejects.toMatchObject(closed);
        await expect((await opening).getState()).rejects.toMatchObject(closed);
        await expect(
          own.openTraining({ ...options, threads: 1, niceness: 0 }),
        ).rejects.toMatchObject(closed);
        await own.close();
      });

      it("gives its memory back: 30 sessions opened and closed leave nothing behind", async () => {
        const cycle = async (count: number): Promise<void> => {
          for (let i = 0; i < count; i++) {
            const session = await open();
            await session.step(quadraticBatch(), []);
            await session.close();
          }
          opened.length = 0;
        };
        await cycle(5);
        const beforeMb = process.memoryUsage().rss / 2 ** 20;
        await cycle(30);
        expect(process.memoryUsage().rss / 2 ** 20 - beforeMb).toBeLessThan(40);
      }, 60_000);

      it.each([
        ["in the middle of a step", "setTimeout(() => process.exit(7), 40);"],
        ["while a session opens", "void open(); setTimeout(() => process.exit(7), 30);"],
        ["when all is done", "await running; await session.close(); process.exitCode = 7;"],
        ["with a session forgotten open", "await running; process.exitCode = 7;"],
      ])(
        "lets the process leave with its own exit code %s",
        async (_, ending) => {
          expect(await runScript(stepScript(kind, provider, ending))).toEqual(left);
        },
        30_000,
      );

      it("lets the process leave in the middle of a step of a thread that has the engine", async () => {
        const ending = `
          const { parentPort } = await import("node:worker_threads");
          parentPort.postMessage("stepping");
          await running;`;
        const code = `
          import { Worker } from "node:worker_threads";
          import { guardExit } from ${moduleInDist("exit-guard.js")};
          guardExit();
          const thread = new Worker(new URL("data:text/javascript," + encodeURIComponent(
            ${JSON.stringify(stepScript(kind, provider, ending))})), { execArgv: [] });
          thread.on("message", () => setTimeout(() => process.exit(7), 20));`;
        expect(await runScript(code)).toEqual(left);
      }, 30_000);
    });
  });
}

const left = { exitCode: 7, stderr: "" };

const moduleInDist = (name: string): string =>
  JSON.stringify(new URL(`../../dist/runtime/${name}`, import.meta.url).href);

/** A program that starts a heavy step, without waiting for it, before it does `ending`. */
function stepScript(kind: EngineKind, provider: string, ending: string): string {
  const { model, ...rest } = heavyStep(512, 40);
  return `
    import { engines } from ${moduleInDist("index.js")};
    const program = ${JSON.stringify(rest)};
    const matrix = () => ({ dtype: "float32", shape: [512, 512], data: new Float32Array(512 * 512) });
    const step = { ...program, model: Uint8Array.from(${JSON.stringify([...model])}) };
    const engine = await engines.get("${kind.name}").create({ provider: "${provider}" });
    const open = () => engine.openTraining({ step, initialState: { w: matrix() }, threads: 2, niceness: 5 });
    const session = await open();
    const running = session.step({ x: matrix() }, ["loss"]);
    ${ending}`;
}

/** Runs `code` in a Node process of its own. */
function runScript(code: string): Promise<{ exitCode: unknown; stderr: string }> {
  return new Promise((resolve) => {
    const args = ["--input-type=module", "-e", code];
    execFile(process.execPath, args, { timeout: 25_000 }, (error, _stdout, stderr) => {
      resolve({ exitCode: error?.code ?? error?.signal ?? 0, stderr });
    });
  });
}
