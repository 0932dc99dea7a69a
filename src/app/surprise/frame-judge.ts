import type { Sample } from "../../frames/sample.ts";
import type { ClipTiming } from "../../learn/batch/draw-clip.ts";
import type { PackedForesight } from "../../learn/pack-foresight.ts";
import type { Engine } from "../../runtime/engine.ts";
import { openForesight, type Ahead } from "./foresight.ts";
import { createSurpriseScale, type Surprise } from "./surprise-scale.ts";

/** How unexpected a frame was. */
export interface JudgedFrame extends Surprise {
  /** Mean absolute error of the predicted frame, part of full scale; absent where there was no prediction. */
  readonly error?: number | undefined;
  /** Frames behind the judgement. */
  readonly frames: number;
}

/** Predicts one sensor's frames and tells how usual its errors are. */
export interface FrameJudge {
  /** Undefined where it is behind: the frame is passed over. */
  judge(sample: Sample): Promise<JudgedFrame | undefined>;
  /** What comes `horizonMs` after the newest frame; undefined before there are frames. */
  ahead(horizonMs: number): Promise<Ahead | undefined>;
  /**
   * Goes over to what was trained further; calls must not overlap.
   * @throws AppError ENGINE_OPEN_FAILED; the present one goes on
   */
  load(packed: PackedForesight): Promise<void>;
  close(): Promise<void>;
}

/** Normalised pixel values are four times the quantity (model-input.ts). */
const perFullScale = 1 / 4;

/** Opens it. @throws AppError ENGINE_OPEN_FAILED */
export async function openFrameJudge(options: {
  readonly engine: Engine;
  readonly threads: number;
  readonly packed: PackedForesight;
  readonly timing: ClipTiming;
}): Promise<FrameJudge> {
  const foresight = await openForesight(options);
  const scale = createSurpriseScale();
  return {
    judge: async (sample) => {
      const errors = await foresight.look(sample);
      if (!errors) return { regions: [], frames: scale.frames };
      const judged = scale.judge(errors);
      return { ...judged, error: errors[0]! * perFullScale, frames: scale.frames };
    },
    ahead: (horizonMs) => foresight.ahead(horizonMs),
    load: async (packed) => {
      scale.rebase(await foresight.load(packed));
    },
    close: () => foresight.close(),
  };
}
