import { describe } from "vitest";
import { loadAddon } from "../../src/native/addon.ts";
import { ortNative } from "../../src/runtime/ort-native/ort-native-engine.ts";
import { ortNode } from "../../src/runtime/ort-node/ort-node-engine.ts";
import { describeEngineContract } from "./engine-contract.ts";

describeEngineContract(ortNode, "cpu");

describe.skipIf(!loadAddon().loaded)(
  "with the native addon (skipped where it is not built)",
  () => {
    describeEngineContract(ortNative, "cpu");
  },
);
