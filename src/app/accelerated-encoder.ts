import type { PackedEncoder } from "../learn/pack-encoder.ts";
import type { LiveEncoder } from "./live-encoder.ts";

/** What becomes of the encoder that is being built. */
export type Acceleration =
  | { readonly kind: "building"; readonly version: string }
  | { readonly kind: "ready"; readonly version: string; readonly seconds: number }
  | { readonly kind: "failed"; readonly version: string; readonly reason: string };

/**
 * A live encoder with a second one for the same weights on a provider that takes minutes to open them. `plain`
 * answers every encoder from the moment of its promotion; the other one takes over once it has the same, and
 * hands back at the next promotion. Whatever becomes of it, frames are answered.
 *
 * One is built at a time; of those promoted meanwhile only the newest is built after it. One that fails is not
 * tried again, the next promotion's is.
 *
 * @param options.plain answers meanwhile; closed with this
 * @param options.open opens the first encoder on the other provider
 * @param options.tell hears what becomes of each
 */
export function acceleratedEncoder(options: {
  readonly plain: LiveEncoder;
  readonly first: PackedEncoder;
  readonly open: (encoder: PackedEncoder) => Promise<LiveEncoder>;
  readonly tell: (event: Acceleration) => void;
  readonly now: () => number;
}): LiveEncoder {
  const { plain, open, tell, now } = options;
  let fast: LiveEncoder | undefined;
  let wanted: PackedEncoder | undefined;
  let building: Promise<void> | undefined;
  let isClosed = false;

  const build = async (encoder: PackedEncoder): Promise<void> => {
    const { version } = encoder;
    const startMs = now();
    tell({ kind: "building", version });
    try {
      if (fast) await fast.promote(encoder);
      else fast = await open(encoder);
      tell({ kind: "ready", version, seconds: (now() - startMs) / 1000 });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      tell({ kind: "failed", version, reason });
    }
  };
  const want = (encoder: PackedEncoder): void => {
    wanted = encoder;
    building ??= (async () => {
      while (wanted !== undefined && !isClosed) {
        const next = wanted;
        wanted = undefined;
        await build(next);
      }
    })().finally(() => {
      building = undefined;
    });
  };
  want(options.first);

  return {
    get version() {
      return plain.version;
    },
    get step() {
      return plain.step;
    },
    get contract() {
      return plain.contract;
    },
    get isTrying() {
      return plain.isTrying;
    },
    answer: (sample) =>
      fast?.version === plain.version && plain.isTrying !== true
        ? fast.answer(sample)
        : plain.answer(sample),
    promote: async (encoder, trial) => {
      if (isClosed || encoder.version === plain.version) return undefined;
      const report = await plain.promote(encoder, trial);
      if (plain.version === encoder.version) want(encoder);
      return report;
    },
    close: async () => {
      isClosed = true;
      // Nobody waits for what is being built: the engine's own end ends that, too.
      void building?.then(() => fast?.close());
      await Promise.all([plain.close(), building === undefined && fast?.close()]);
    },
  };
}
