import type { EvictionPolicy } from "./eviction-policy.ts";

/**
 * The oldest goes: first in, first out. What is held is the last minutes, all of them.
 *
 * Here to be compared with. On one stream it learns hardly more than no memory at all.
 * @see Purushwalkam et al. 2022, arXiv:2203.12710, table 1
 */
export const fifo: EvictionPolicy = {
  name: "fifo",
  comparesFeatures: false,
  choose: () => 0,
};
