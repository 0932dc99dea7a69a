import { backward } from "../../src/autodiff/backward.ts";
import type { GradientRule } from "../../src/autodiff/rule.ts";
import { rules } from "../../src/autodiff/rules/index.ts";
import { AppError } from "../../src/core/errors.ts";
import type { Value } from "../../src/graph/value.ts";
import { onesLike } from "../../src/graph/derived/ones-like.ts";
import { constant } from "../../src/graph/leaves.ts";
import { operatorCases } from "../contract/gradient-cases.ts";
import { kinkCases, type KinkCase } from "../contract/kink-cases.ts";
import type { OperatorCase } from "../contract/operator-case.ts";
import {
  drawExpression,
  firstMismatch,
  slopesOf,
  type PointedExpression,
  type Slope,
} from "../support/central-differences.ts";
import { evaluate } from "../support/evaluate.ts";
import { gradientCheckDefaults } from "../support/gradient-check.ts";
import { mutantsOf } from "./rule-mutants.ts";

/** What the gradient contract says to the wrong variants of one operator's rule, by their names. */
export interface Verdict {
  readonly caught: readonly string[];
  readonly survived: readonly string[];
}

/**
 * Puts each wrong variant of `op`'s rule in the rule's place and asks the gradient contract's own cases,
 * with their oracle, points and tolerance, and the gradients decreed at kinks, whether one notices.
 *
 * @param only which mutants to judge, by name; all of them by default
 */
export function judge(op: string, only?: (name: string) => boolean): Verdict {
  const rule = rules.get(op);
  const trials = [
    ...operatorCases.filter((entry) => entry.op === op).map(trialOfCase),
    ...kinkCases.filter((entry) => entry.op === op).map(trialOfKink),
  ];
  const names = new Set(trials.flatMap((trial) => namesIn(rule, trial)));
  const judged = [...names].filter((name) => only?.(name) !== false);
  const caught = judged.filter((name) => trials.some((trial) => notices(trial, rule, name)));
  return { caught, survived: judged.filter((name) => !caught.includes(name)) };
}

/** An expression with its gradients asked for, and whether what comes is right. */
interface Trial extends Pick<PointedExpression, "inputs" | "y" | "dY"> {
  isRight(gradients: readonly Value[]): boolean;
}

function trialOfCase({ build, shapes, range = gradientCheckDefaults.range }: OperatorCase): Trial {
  const { seed, tolerance } = gradientCheckDefaults;
  const expression = drawExpression(build, shapes, { seed, range });
  let slopes: readonly Slope[] | undefined;
  return {
    ...expression,
    isRight(gradients) {
      // Differences cost far more than a gradient: taken when first asked for, then kept.
      slopes ??= slopesOf(expression);
      const found = evaluate(gradients, expression.feeds);
      return firstMismatch(found, slopes, tolerance) === undefined;
    },
  };
}

function trialOfKink(entry: KinkCase): Trial {
  const inputs = entry.inputs.map(({ shape, data }) => constant(shape, data));
  const y = entry.build(...inputs);
  return {
    inputs,
    y,
    dY: onesLike(y),
    isRight: (gradients) =>
      evaluate(gradients).every(({ data }, i) =>
        data.every((value, k) => value === entry.gradients[i]![k]),
      ),
  };
}

/** The mutants that this expression's nodes allow. */
function namesIn(rule: GradientRule, trial: Trial): readonly string[] {
  const names: string[] = [];
  gradientsWith(trial, rule, (node, dOutputs, original) => {
    names.push(...mutantsOf(original, node, dOutputs).keys());
    return original.gradients(node, dOutputs);
  });
  return names;
}

/** Whether the contract fails for this expression when the rule makes that mistake, once. */
function notices(trial: Trial, rule: GradientRule, name: string): boolean {
  let gradients: readonly Value[];
  // Twice in one expression, a flipped sign would be none.
  let made = 0;
  try {
    gradients = gradientsWith(trial, rule, (node, dOutputs, original) => {
      const mutant = made === 0 ? mutantsOf(original, node, dOutputs).get(name) : undefined;
      if (mutant) made++;
      return mutant ? mutant() : original.gradients(node, dOutputs);
    });
  } catch (error) {
    // backward() itself refuses a gradient of the wrong shape or dtype: noticed.
    if (error instanceof AppError) return true;
    throw error;
  }
  return made > 0 && !trial.isRight(gradients);
}

type Gradients = GradientRule["gradients"];

/** `backward()` with another answer in the place of one rule's. */
function gradientsWith(
  { y, inputs, dY }: Trial,
  rule: GradientRule,
  answer: (...args: [...Parameters<Gradients>, original: GradientRule]) => ReturnType<Gradients>,
): readonly Value[] {
  const original = { ...rule };
  const gradients: Gradients = (node, dOutputs) => answer(node, dOutputs, original);
  Object.assign(rule, { gradients });
  try {
    return backward(y, inputs, dY);
  } finally {
    Object.assign(rule, original);
  }
}
