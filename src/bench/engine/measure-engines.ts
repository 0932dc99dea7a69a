import { fileURLToPath } from "node:url";
import { z } from "zod";
import { workerEntry } from "../../core/worker-entry.ts";
import { fail } from "../../core/errors.ts";
import { LineProcess } from "../line-process.ts";
import { median, quantile } from "../statistics.ts";

const blockSchema = z.strictObject({
  ms: z.array(z.number()),
  cpuMs: z.number(),
  delayMs: z.strictObject({ p50: z.number(), p99: z.number() }),
  loss: z.number(),
});
const inferredSchema = z.strictObject({
  idle: z.array(z.number()),
  training: z.array(z.number()),
});
type Block = z.output<typeof blockSchema>;

interface Side {
  readonly medianMs: number;
  /** The least of all blocks: what else the machine does only ever adds. */
  readonly cpuMs: number;
  readonly delayMs: { readonly p50: number; readonly p99: number };
}

/** What one step came to, on the native engine and on onnxruntime-node as it comes. */
export interface EngineMeasurement {
  readonly native: Side;
  readonly stock: Side;
  /** stock / native of each round, the middle one. */
  readonly cpuRatio: number;
  readonly speedRatio: number;
  readonly stepsEach: number;
  readonly inferenceMs: {
    readonly idle: { readonly p50: number; readonly p99: number };
    readonly training: { readonly p50: number; readonly p99: number };
  };
}

export interface EngineMeasureOptions {
  readonly threads: number;
  /** Of the trainer while frames are answered, as `run` has it. */
  readonly niceness: number;
  readonly rounds: number;
  /** Frames answered without and with training. */
  readonly frames: number;
  readonly signal: AbortSignal;
}

const warmUpSteps = 5;
const blockMs = 500;

/**
 * Runs one step on both sides in turns of a block each, each side in a process of its own. Then answers
 * frames on the native engine, without and with a trainer beside it.
 *
 * @throws AppError BENCH_PEER_DIFFERS when the first losses are not the same bits; BENCH_PEER_FAILED
 */
export async function measureEngines(
  name: string,
  options: EngineMeasureOptions,
): Promise<EngineMeasurement> {
  const { threads, niceness, rounds, frames, signal } = options;
  const native = openSide("ort-native", signal);
  const stock = openSide("stock", signal);
  try {
    const run = (side: LineProcess, steps: number) => side.ask(blockSchema, { do: "run", steps });
    for (const side of [native, stock]) {
      await side.ask(z.unknown(), { do: "open", case: name, threads, niceness: 0 });
    }
    const first = [await run(native, 1), await run(stock, 1)] as const;
    const [ours, theirs] = first.map(({ loss }) => loss) as [number, number];
    if (!Object.is(ours, theirs)) fail("BENCH_PEER_DIFFERS", name, "loss", ours, theirs);
    const warm = [await run(native, warmUpSteps), await run(stock, warmUpSteps)];
    const steps = Math.max(5, Math.round(blockMs / Math.max(...warm.map(({ ms }) => median(ms)))));
    const blocks: { native: Block; stock: Block }[] = [];
    for (let round = 0; round < rounds; round++) {
      const isNativeFirst = round % 2 === 0;
      const before = await run(isNativeFirst ? native : stock, steps);
      const after = await run(isNativeFirst ? stock : native, steps);
      const [a, b] = isNativeFirst ? [before, after] : [after, before];
      blocks.push({ native: a, stock: b });
    }
    await stock.close();
    await native.ask(z.unknown(), { do: "open", case: name, threads, niceness });
    await run(native, warmUpSteps);
    const inferred = await native.ask(inferredSchema, { do: "infer", case: name, frames });
    return {
      native: sideOf(blocks.map((block) => block.native)),
      stock: sideOf(blocks.map((block) => block.stock)),
      cpuRatio: median(blocks.map((block) => block.stock.cpuMs / block.native.cpuMs)),
      speedRatio: median(blocks.map((b) => median(b.stock.ms) / median(b.native.ms))),
      stepsEach: steps * rounds,
      inferenceMs: {
        idle: percentilesOf(inferred.idle),
        training: percentilesOf(inferred.training),
      },
    };
  } finally {
    await Promise.all([native.close(), stock.close()]);
  }
}

function openSide(side: string, signal: AbortSignal): LineProcess {
  return new LineProcess({
    name: side,
    command: process.execPath,
    args: [fileURLToPath(workerEntry(import.meta.url, "step-side-process")), side],
    signal,
  });
}

function sideOf(blocks: readonly Block[]): Side {
  return {
    medianMs: median(blocks.flatMap(({ ms }) => ms)),
    cpuMs: Math.min(...blocks.map(({ cpuMs }) => cpuMs)),
    delayMs: {
      p50: median(blocks.map(({ delayMs }) => delayMs.p50)),
      p99: median(blocks.map(({ delayMs }) => delayMs.p99)),
    },
  };
}

const percentilesOf = (ms: readonly number[]) => ({
  p50: quantile(ms, 0.5),
  p99: quantile(ms, 0.99),
});
