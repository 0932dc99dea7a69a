import { ortNode } from "../../src/runtime/ort-node/ort-node-engine.ts";
import { describeEngineContract } from "./engine-contract.ts";

describeEngineContract(ortNode, "cpu");
