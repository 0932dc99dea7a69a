import type { Sample } from "../frames/sample.ts";
import { noPhotometry, noShift } from "../learn/batch/augment.ts";
import { writeInput } from "../learn/batch/write-input.ts";
import type { PackedEncoder } from "../learn/pack-encoder.ts";
import type { ContractBridge, ContractStanding } from "../learn/contract/feature-contract.ts";
import type { Engine, HostTensor, InferenceSession } from "../runtime/engine.ts";
import type { ShadowReport, ShadowRun } from "./shadow-run.ts";
import type { FrameSurprise } from "./surprise/surprised-encoder.ts";

/** What the promoted encoder says of one frame. */
export interface Answer {
  /** The published vector: the map [rows, columns, channels], row-major. Owned by the caller. */
  readonly embedding: Float32Array;
  readonly grid: { readonly rows: number; readonly columns: number; readonly channels: number };
  /** Content hash and training steps of the encoder that answered. */
  readonly version: string;
  readonly step: number;
  /** What it may be compared with; absent = with nothing of another version. */
  readonly contract?: ContractStanding | undefined;
  /** From an encoder that began the contract: the way back to the one before. */
  readonly bridge?: ContractBridge | undefined;
  /** How unexpected the frame was; absent where nobody judges. */
  readonly surprise?: FrameSurprise | undefined;
}

/**
 * The encoder that answers every frame of one sensor, and its replacement while running.
 *
 * From the first promotion on there are two sessions that take turns: one answers, the other is idle
 * until the next encoder is loaded into it. Opening a session anew for each would start a thread and
 * load the runtime in the middle of the drive, and leave the memory of the old one in pieces.
 */
export interface LiveEncoder {
  readonly version: string;
  readonly step: number;
  /** How the present one stands to its contract. */
  readonly contract?: ContractStanding | undefined;
  /** Whether another one is on trial: live frames have to pass here for that. */
  readonly isTrying?: boolean | undefined;
  answer(sample: Sample): Promise<Answer>;
  /**
   * Loads `encoder` beside the present one and switches between two frames. Calls must not overlap.
   *
   * @param trial first answers live frames silently beside the present one; where it refuses, nothing changes
   * @returns what the trial found, where there was one
   * @throws AppError ENGINE_OPEN_FAILED; the present one answers on
   */
  promote(encoder: PackedEncoder, trial?: () => ShadowRun): Promise<ShadowReport | undefined>;
  close(): Promise<void>;
}

/** A session and the answers of it that are being waited for. */
interface Seat {
  readonly session: InferenceSession;
  readonly running: Set<Promise<unknown>>;
}

interface Loaded {
  readonly encoder: PackedEncoder;
  readonly seat: Seat;
}

/** A session refuses what it was asked and has not begun when it is closed: answers come first. */
async function closeAfterAnswers({ session, running }: Seat): Promise<void> {
  await Promise.allSettled(running);
  await session.close();
}

/** Opens a first encoder. @throws AppError ENGINE_OPEN_FAILED */
export async function openLiveEncoder(options: {
  readonly engine: Engine;
  readonly threads: number;
  readonly encoder: PackedEncoder;
}): Promise<LiveEncoder> {
  const { engine, threads } = options;
  const open = async ({ model, input, output }: PackedEncoder): Promise<Seat> => {
    const session = await engine.openInference({
      model,
      inputs: [input],
      outputs: [output],
      threads,
    });
    return { session, running: new Set() };
  };
  let loaded: Loaded = { encoder: options.encoder, seat: await open(options.encoder) };
  let idle: Seat | undefined;
  let closed: Promise<void> | undefined;
  let shadow: { readonly run: ShadowRun; readonly seat: Seat } | undefined;
  const isClosed = (): boolean => closed !== undefined;
  const ask = async (
    { session, running }: Seat,
    { input: { shape } }: PackedEncoder,
    sample: Sample,
  ): Promise<HostTensor> => {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    writeInput(sample, noPhotometry, noShift, data, 0);
    const run = session.run({ frame: { dtype: "float32", shape, data } });
    running.add(run);
    const { map } = await run.finally(() => running.delete(run));
    return map!;
  };
  const tryOn = async (
    { run, seat }: NonNullable<typeof shadow>,
    sample: Sample,
    of: { readonly active: Float32Array; readonly activeMs: number },
  ): Promise<void> => {
    const startMs = performance.now();
    try {
      const map = await ask(seat, loaded.encoder, sample);
      const candidateMs = performance.now() - startMs;
      run.compare({ ...of, candidate: map.data as Float32Array, candidateMs });
    } catch (error) {
      run.refuse(
        `it failed on a live frame: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };

  return {
    get version() {
      return loaded.encoder.version;
    },
    get step() {
      return loaded.encoder.step;
    },
    get contract() {
      return loaded.encoder.contract;
    },
    get isTrying() {
      return shadow !== undefined;
    },
    answer: async (sample) => {
      const { encoder, seat } = loaded;
      const startMs = performance.now();
      const map = await ask(seat, encoder, sample);
      // Only once the frame has its answer, and one at a time: a candidate never keeps one waiting.
      if (shadow?.run.wantsFrame() === true && shadow.seat.running.size === 0) {
        const active = map.data.slice() as Float32Array;
        void tryOn(shadow, sample, { active, activeMs: performance.now() - startMs });
      }
      const [, rows, columns, channels] = map.shape as [number, number, number, number];
      return {
        embedding: map.data as Float32Array,
        grid: { rows, columns, channels },
        version: encoder.version,
        step: encoder.step,
        ...(encoder.contract && { contract: encoder.contract }),
        ...(encoder.bridge && { bridge: encoder.bridge }),
      };
    },
    promote: async (encoder, trial) => {
      if (isClosed() || encoder.version === loaded.encoder.version) return undefined;
      if (idle) {
        // Its last answers come first: calls are answered in order.
        await idle.session.load(encoder.model);
        if (isClosed()) return undefined;
      } else {
        idle = await open(encoder);
        if (isClosed()) {
          await closeAfterAnswers(idle);
          return undefined;
        }
      }
      const run = trial?.();
      if (run) {
        shadow = { run, seat: idle };
        const report = await run.done;
        shadow = undefined;
        if (isClosed() || report.refused.length > 0) return report;
        [loaded, idle] = [{ encoder, seat: idle }, loaded.seat];
        return report;
      }
      [loaded, idle] = [{ encoder, seat: idle }, loaded.seat];
      return undefined;
    },
    close: () => {
      shadow?.run.refuse("the run ends");
      const seats = idle ? [loaded.seat, idle] : [loaded.seat];
      closed ??= Promise.all(seats.map(closeAfterAnswers)).then(() => undefined);
      return closed;
    },
  };
}
