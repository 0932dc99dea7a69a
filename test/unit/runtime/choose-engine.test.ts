import { describe, expect, it } from "vitest";
import { chooseEngine } from "../../../src/runtime/choose-engine.ts";
import { engines } from "../../../src/runtime/index.ts";

const auto = { name: "auto", provider: "auto" };
const onCpu = { engine: "ort-node", provider: "cpu" };
/** No libonnxruntime of any package has it. */
const impossible = { engine: "ort-native", provider: "abacus" };

const choose = async (
  wanted: { name: string; provider: string },
  engines: readonly { engine: string; provider: string; options?: Record<string, number> }[],
) => {
  const { engine, choice } = await chooseEngine(wanted, { profile: { name: "board", engines } });
  await engine.close();
  return choice;
};

describe("chooseEngine", () => {
  it("takes the first of the profile", async () => {
    expect(await choose(auto, [onCpu])).toMatchObject({
      name: "ort-node",
      provider: "cpu",
      reason: "the first choice of device profile board",
    });
  });

  it("says what it tried before, and why that does not run", async () => {
    const { name, reason } = await choose(auto, [impossible, onCpu]);
    expect(name).toBe("ort-node");
    expect(reason).toMatch(/^the first that runs here; provider 'abacus' of engine 'ort-native'/);
  });

  it("does not fall back from what was named", async () => {
    const wanted = { name: "ort-native", provider: "abacus" };
    await expect(choose(wanted, [onCpu])).rejects.toMatchObject({
      code: "ENGINE_PROVIDER_UNUSABLE",
    });
  });

  it("takes what was named although the profile prefers another", async () => {
    const { name, reason } = await choose({ name: "ort-node", provider: "cpu" }, [
      impossible,
      onCpu,
    ]);
    expect([name, reason]).toEqual(["ort-node", "named in the configuration"]);
  });

  it("hands the profile's options on as the runtime takes them, in words", async () => {
    const { providerOptions } = await choose(auto, [{ ...onCpu, options: { device_id: 1 } }]);
    expect(providerOptions).toEqual({ device_id: "1" });
  });

  it("has tried what it chose, so that another thread creates it without a second test session", async () => {
    expect(await choose(auto, [onCpu])).toMatchObject({ isTried: true });
    // No library here has it, which only a test session would find out.
    const engine = await engines.get("ort-node").create({ provider: "cuda", isTried: true });
    expect(engine.provider).toBe("cuda");
    await engine.close();
  });

  it("lets the configuration's options win, each by itself", async () => {
    const profile = {
      name: "board",
      engines: [{ ...onCpu, options: { device_id: 1, other: true } }],
    };
    const wanted = { name: "ort-node", provider: "cpu", options: { device_id: 2 } };
    const { engine, choice } = await chooseEngine(wanted, { profile });
    await engine.close();
    expect(choice.providerOptions).toEqual({ device_id: "2", other: "true" });
  });

  it("refuses a captured CUDA graph, which would train on one batch for ever", async () => {
    const options = { provider: "cuda", providerOptions: { enable_cuda_graph: "1" } };
    await expect(engines.get("ort-native").create(options)).rejects.toMatchObject({
      code: "ENGINE_PROVIDER_UNUSABLE",
      message: expect.stringMatching(/addresses/) as string,
    });
  });

  it("names every engine's reason when none runs", async () => {
    const engines = [impossible, { engine: "ort-node", provider: "abacus" }];
    await expect(choose(auto, engines)).rejects.toMatchObject({
      code: "ENGINE_NONE_USABLE",
      message: expect.stringMatching(/ort-native.*ort-node/s) as string,
    });
  });
});
