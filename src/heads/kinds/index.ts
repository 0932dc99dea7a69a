import { defineRegistry } from "../../core/registry.ts";
import { logistic } from "./logistic.ts";
import { mlp } from "./mlp.ts";
import { ridge } from "./ridge.ts";

/** Every kind of head there is. The name is the option's value and the file's name. */
export const headKinds = defineRegistry("kind of head", [logistic, mlp, ridge]);
