import { randomFor } from "../../../core/random.ts";
import type { EvictionPolicy } from "./eviction-policy.ts";

/** Any of them goes: what stays thins out exponentially with age, and never goes stale. */
export const random: EvictionPolicy = {
  name: "random",
  comparesFeatures: false,
  choose: (candidates, { seed, evictions }) =>
    randomFor(seed, "evict", evictions).integer(candidates.length),
};
