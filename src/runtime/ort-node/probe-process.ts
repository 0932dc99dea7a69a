/**
 * The process that tries one provider: `node probe-process.js <provider>` prints a ProviderReport as
 * its last line. Started by `probeProvider`.
 */
import type { ProviderReport } from "../engine.ts";
import { loadRuntime } from "./runtime-module.ts";
import { sessionOptions } from "./session-options.ts";
import { tinyModel } from "./tiny-model.ts";

const expected = [8, 11, 16, 23];

/** The runtime's message without its source path and condition. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const tail = /was false\.\s*([^\n]+)/.exec(text)?.[1] ?? text.trim().split("\n")[0] ?? text;
  return tail.trim();
}

async function tryProvider(provider: string): Promise<ProviderReport> {
  try {
    // Its errors name the missing library, which its exceptions do not; `probeProvider` reads both.
    const runtime = await loadRuntime({ logLevel: "error" });
    const options = sessionOptions({ provider, threads: 1 });
    // Or a session whose every node fell back to the CPU would count as the provider's success.
    const only = provider === "cpu" ? {} : { disable_cpu_ep_fallback: "1" };
    const session = await runtime.InferenceSession.create(tinyModel(), {
      ...options,
      extra: { session: { ...only, intra_op: { allow_spinning: "0" } } },
    });
    const float = (values: number[], shape: number[]) =>
      new runtime.Tensor("float32", Float32Array.from(values), shape);
    const { y } = await session.run({
      x: float([1, 2, 3, 4], [2, 2]),
      w: float([1, 2, 3, 4], [2, 2]),
      b: float([1, 1], [2]),
    });
    const received = Array.from((y?.data ?? []) as Float32Array);
    await session.release();
    if (received.join() === expected.join()) {
      return { usable: true, reason: "ran a matrix product and gave the right answer" };
    }
    const reason = `gave ${received.join(", ")} where ${expected.join(", ")} is right`;
    return { usable: false, reason };
  } catch (error) {
    return { usable: false, reason: reasonOf(error) };
  }
}

const report = await tryProvider(process.argv[2] ?? "");
process.stdout.write(`\n${JSON.stringify(report)}\n`);
