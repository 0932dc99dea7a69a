import { fail } from "../../core/errors.ts";
import { median } from "../statistics.ts";
import type { KernelCase } from "./cases.ts";

/** Milliseconds of one call, the middle of all rounds; ratios are of a round each, and the middle one. */
export interface KernelMeasurement {
  readonly nativeMs: number;
  readonly twinMs: number;
  readonly copyMs: number;
  /** The fastest call: what else the machine does only ever adds. */
  readonly leastNativeMs: number;
  readonly leastTwinMs: number;
  readonly twinRatio: number;
  readonly copyRatio: number;
  readonly inputBytes: number;
}

/** Calls of the addon and copies in a round; the twin, ten times as slow, is called less often. */
const calls = 20;
const twinCalls = 4;
/** By then the compiler has seen enough of the twin. */
const warmUpCalls = 5;

/**
 * Runs a kernel, its twin and a plain copy of its input in turns, on this thread.
 *
 * @throws AppError BENCH_PEER_DIFFERS when the twin's output has other bits; INTERRUPTED
 */
export async function measureKernel(
  { name, open }: KernelCase,
  { rounds, signal }: { readonly rounds: number; readonly signal: AbortSignal },
): Promise<KernelMeasurement> {
  const work = open();
  const copied = new Uint8Array(work.input.length);
  const copy = () => {
    copied.set(work.input);
  };
  for (let i = 0; i < warmUpCalls; i++) {
    work.native();
    work.twin();
    copy();
  }
  const { nativeOutput, twinOutput } = work;
  const place = nativeOutput.findIndex((value, i) => !Object.is(value, twinOutput[i]));
  if (place >= 0) {
    fail("BENCH_PEER_DIFFERS", name, `[${place}]`, nativeOutput[place]!, twinOutput[place]!);
  }
  const native: number[][] = [];
  const twin: number[][] = [];
  const copies: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    if (signal.aborted) fail("INTERRUPTED", "the bench");
    native.push(timed(work.native, calls));
    twin.push(timed(work.twin, twinCalls));
    copies.push(timed(copy, calls));
    // Lets a signal through.
    await new Promise(setImmediate);
  }
  const ratios = (peer: readonly number[][]): number =>
    median(native.map((ms, i) => median(peer[i]!) / median(ms)));
  return {
    nativeMs: median(native.flat()),
    twinMs: median(twin.flat()),
    copyMs: median(copies.flat()),
    leastNativeMs: Math.min(...native.flat()),
    leastTwinMs: Math.min(...twin.flat()),
    twinRatio: ratios(twin),
    copyRatio: ratios(copies),
    inputBytes: work.input.length,
  };
}

function timed(call: () => void, times: number): number[] {
  return Array.from({ length: times }, () => {
    const startMs = performance.now();
    call();
    return performance.now() - startMs;
  });
}
