import { labelled } from "../../graph/label.ts";
import type { ParameterScope } from "../../graph/parameters.ts";

/**
 * Makes a layer of a function that builds one: everything it makes carries the label of the scope
 * that its parameters come from, and reports and viewers show it as one thing.
 */
export function layer<Rest extends readonly unknown[], Result>(
  build: (scope: ParameterScope, ...rest: Rest) => Result,
): (scope: ParameterScope, ...rest: Rest) => Result {
  return (scope, ...rest) => labelled(scope.label, () => build(scope, ...rest));
}
