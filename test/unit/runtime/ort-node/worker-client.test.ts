import { describe, expect, it } from "vitest";
import type { Call, WorkerRole } from "../../../../src/runtime/ort-node/messages.ts";
import { WorkerClient } from "../../../../src/runtime/ort-node/worker-client.ts";

interface EchoCalls {
  readonly echo: Call<string, string>;
}

/** A worker module that is open at once and answers each message by `answer` (source of a function body). */
function openWorker(answer: string, opening = "parentPort.postMessage({ id: 0 });") {
  const code = `
    import { parentPort } from "node:worker_threads";
    ${opening}
    parentPort.on("message", ({ id, kind, request }) => {
      if (kind === "close") { parentPort.postMessage({ id }); parentPort.close(); return; }
      ${answer}
    });`;
  return WorkerClient.open<EchoCalls>({
    entry: new URL(`data:text/javascript,${encodeURIComponent(code)}`),
    work: { role: "inference" } as WorkerRole,
    transfer: [],
  });
}

const echo = "parentPort.postMessage({ id, result: request });";

describe("WorkerClient", () => {
  it("hands each answer to its own call", async () => {
    const client = await openWorker(echo);
    expect(await Promise.all([client.call("echo", "a"), client.call("echo", "b")])).toEqual([
      "a",
      "b",
    ]);
    await client.close();
  });

  it("fails every waiting and later call with the cause when the thread throws", async () => {
    const client = await openWorker(`throw new Error("bit flip")`);
    const calls = [client.call("echo", "a"), client.call("echo", "b")];
    const crashed = {
      code: "ENGINE_CRASHED",
      message: expect.stringContaining("bit flip") as string,
    };
    for (const call of calls) await expect(call).rejects.toMatchObject(crashed);
    await expect(client.call("echo", "c")).rejects.toMatchObject(crashed);
    await client.close();
  });

  it("fails waiting calls when the thread ends by itself", async () => {
    const client = await openWorker("process.exit(3)");
    await expect(client.call("echo", "a")).rejects.toMatchObject({
      code: "ENGINE_CRASHED",
      message: expect.stringContaining("exit code 3") as string,
    });
    await client.close();
  });

  it.each([
    ["throws before it is open", `throw new Error("no memory");`, /no memory/],
    ["ends before it is open", "process.exit(4);", /exit code 4/],
  ])("does not open when the thread %s", async (_, opening, words) => {
    await expect(openWorker(echo, opening)).rejects.toMatchObject({
      code: "ENGINE_CRASHED",
      message: expect.stringMatching(words) as string,
    });
  });

  it("refuses calls after close, and closes once", async () => {
    const client = await openWorker(echo);
    const closing = client.close();
    expect(client.close()).toBe(closing);
    await expect(client.call("echo", "a")).rejects.toMatchObject({ code: "ENGINE_CLOSED" });
    await closing;
  });

  it("terminates a thread that does not end after close", async () => {
    const client = await openWorker(
      echo,
      "parentPort.postMessage({ id: 0 }); setInterval(() => 0, 1000);",
    );
    const startMs = performance.now();
    await client.close();
    expect(performance.now() - startMs).toBeGreaterThan(2_900);
  }, 20_000);
});
