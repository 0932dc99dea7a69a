import { randomFor } from "../../../core/random.ts";
import type { EvictionPolicy } from "./eviction-policy.ts";

/**
 * A uniform sample of everything that ever came: each stretch gets a random key when it comes, and
 * the smallest key goes. After hours hardly anything new is taken in.
 *
 * @see Vitter 1985, Random sampling with a reservoir; by keys: Efraimidis and Spirakis 2006, with
 * equal weights
 */
export const reservoir: EvictionPolicy = {
  name: "reservoir",
  comparesFeatures: false,
  choose: (candidates, { seed }) => {
    const keys = candidates.map(({ ordinal = 0 }) =>
      randomFor(seed, "reservoir", ordinal).uniform(),
    );
    return keys.indexOf(Math.min(...keys));
  },
};
