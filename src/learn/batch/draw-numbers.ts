import type { Random } from "../../core/random.ts";
import { elementCount } from "../../graph/shape.ts";
import type { HostTensor } from "../../runtime/engine.ts";
import type { NamedDraw } from "../objective-needs.ts";

/** The random numbers of one step that objectives ask for, by name. */
export function drawNumbers(
  draws: readonly NamedDraw[],
  random: Random,
): Readonly<Record<string, HostTensor>> {
  return Object.fromEntries(
    draws.map(({ name, shape, kind }): [string, HostTensor] => {
      const data = new Float32Array(elementCount(shape));
      for (let i = 0; i < data.length; i++) data[i] = random[kind]();
      return [name, { dtype: "float32", shape, data }];
    }),
  );
}
