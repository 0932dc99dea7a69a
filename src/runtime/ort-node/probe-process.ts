/**
 * The process that tries one provider: `node probe-process.js <provider>` prints a ProviderReport as
 * its last line. Started by `probeProvider`.
 */
import type { ProviderReport } from "../engine.ts";
import { judgeTinyAnswer, reasonOf, tinyInputs, tinyModel } from "../tiny-model.ts";
import { loadRuntime } from "./runtime-module.ts";
import { sessionOptions } from "./session-options.ts";

async function tryProvider(provider: string): Promise<ProviderReport> {
  try {
    // Its errors name the missing library, which its exceptions do not; `probeInProcess` reads both.
    const runtime = await loadRuntime({ logLevel: "error" });
    const options = sessionOptions({ provider, threads: 1 });
    // Or a session whose every node fell back to the CPU would count as the provider's success.
    const only = provider === "cpu" ? {} : { disable_cpu_ep_fallback: "1" };
    const session = await runtime.InferenceSession.create(tinyModel(), {
      ...options,
      extra: { session: { ...only, intra_op: { allow_spinning: "0" } } },
    });
    const feeds = Object.entries(tinyInputs).map(
      ([name, { values, shape }]) =>
        [name, new runtime.Tensor("float32", Float32Array.from(values), shape)] as const,
    );
    const { y } = await session.run(Object.fromEntries(feeds));
    const received = Array.from((y?.data ?? []) as Float32Array);
    await session.release();
    return judgeTinyAnswer(received);
  } catch (error) {
    return { usable: false, reason: reasonOf(error) };
  }
}

const report = await tryProvider(process.argv[2] ?? "");
process.stdout.write(`\n${JSON.stringify(report)}\n`);
