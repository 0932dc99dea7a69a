import { fail } from "../../core/errors.ts";
import type { Engine } from "../../runtime/engine.ts";
import { checkedTraining } from "../../runtime/checked-training.ts";
import { loadRuntime } from "../../runtime/ort-node/runtime-module.ts";
import { ortNode } from "../../runtime/ort-node/ort-node-engine.ts";
import { openTrainingHost } from "../../runtime/ort-node/training-host.ts";

/**
 * onnxruntime-node as it comes: `run` on the thread that calls it, which is what its users do, with
 * outputs in memory that was taken once and two sets of state that swap. The peer of our engines.
 */
export function stockEngine(): Engine {
  return {
    name: "stock",
    provider: "cpu",
    // The same library: the same step.
    lowering: async () => {
      const engine = await ortNode.create({ provider: "cpu" });
      return engine.lowering().finally(() => engine.close());
    },
    openTraining: async (options) => {
      const runtime = await loadRuntime({ logLevel: "fatal" });
      const host = await openTrainingHost(runtime, {
        ...options,
        provider: "cpu",
      });
      const { handlers } = host;
      return checkedTraining(options, {
        step: async (batch, fetch) => (await handlers.step({ batch, fetch })).result,
        read: async (program, batch, fetch) =>
          (await handlers.read({ program, batch, fetch })).result,
        getState: async (names, into) => (await handlers.getState({ names, into })).result,
        setState: async (state) => {
          await handlers.setState({ state });
        },
        close: () => host.release(),
      });
    },
    openInference: () => fail("ENGINE_OPEN_FAILED", "the peer trains only"),
    close: () => Promise.resolve(),
  };
}
