import type { Sample } from "../../frames/sample.ts";

/** Three frames of one stretch, a gap apart. `next` is absent where the stretch ended before it. */
export interface Clip {
  readonly previous: Sample;
  readonly current: Sample;
  readonly next: Sample;
}
