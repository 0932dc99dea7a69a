import { scale } from "../graph/derived/scale.ts";
import { input, scalar } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { greater } from "../graph/ops/greater.ts";
import { max } from "../graph/ops/max.ts";
import { min } from "../graph/ops/min.ts";
import { mul } from "../graph/ops/mul.ts";
import { reciprocal } from "../graph/ops/reciprocal.ts";
import { where } from "../graph/ops/where.ts";
import type { Value } from "../graph/value.ts";
import type { StateTensor } from "./emit-update.ts";

const names = { factor: "lossScale/factor", finiteSteps: "lossScale/finiteSteps" } as const;
const bounds = { start: 2 ** 15, least: 1, most: 2 ** 24 } as const;
/** Finite steps in a row after which a larger factor is tried. */
const growAfterSteps = 2000;

/** What a loss is multiplied by, so that its small gradients do not vanish in float16. */
export interface LossScale {
  apply(loss: Value): Value;
  /** Takes the factor out of a gradient again, in the gradient's own dtype float32. */
  remove(gradient: Value): Value;
  /** State, what it is read by and what it becomes after a step that was finite (1) or not (0), []. */
  advance(isFinite: Value): {
    readonly state: readonly StateTensor[];
    readonly inputs: readonly Value[];
    readonly nextState: Readonly<Record<string, Value>>;
    readonly metrics: Readonly<Record<string, Value>>;
  };
}

/**
 * A factor that finds itself: half of it after a step that overflowed (and changed nothing), twice of
 * it after two thousand that did not. Always a power of two, so that it rounds nothing.
 *
 * @see Micikevicius et al. 2018, Mixed Precision Training, arXiv:1710.03740, §3.2 and §5
 */
export function openLossScale(): LossScale {
  const factor = input(names.factor, "float32", []);
  const finiteSteps = input(names.finiteSteps, "float32", []);
  const tensor = (name: string, start: number): StateTensor => ({
    name,
    next: `next/${name}`,
    shape: [],
    init: { kind: "constant", value: start },
  });
  return {
    apply: (loss) => mul(loss, factor),
    remove: (gradient) => mul(gradient, reciprocal(factor)),
    advance: (isFinite) => {
      const wasFinite = greater(isFinite, scalar(0));
      const inARow = mul(add(finiteSteps, scalar(1)), isFinite);
      const isDue = greater(inARow, scalar(growAfterSteps - 0.5));
      const grown = min(where(isDue, scale(factor, 2), factor), scalar(bounds.most));
      const shrunk = max(scale(factor, 0.5), scalar(bounds.least));
      return {
        state: [tensor(names.factor, bounds.start), tensor(names.finiteSteps, 0)],
        inputs: [factor, finiteSteps],
        metrics: { lossScale: factor },
        nextState: {
          [`next/${names.factor}`]: where(wasFinite, grown, shrunk),
          [`next/${names.finiteSteps}`]: where(isDue, scalar(0), inARow),
        },
      };
    },
  };
}
