import { describe, expect, it } from "vitest";
import { compileStep } from "../../../src/learn/compile-step.ts";
import { initialState } from "../../../src/learn/initial-state.ts";
import { foresightTensors, packForesight } from "../../../src/learn/pack-foresight.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

const stateOf = (spec: ReturnType<typeof tinySpec>) => initialState(compileStep(spec).state, 1);

describe("packForesight", () => {
  it("tells what the model takes and gives, with regions that divide the picture", () => {
    const spec = tinySpec();
    expect(packForesight(spec, stateOf(spec))).toMatchObject({
      encoder: { inputs: [{ name: "frame", shape: [1, 32, 32, 3] }], outputs: [{ name: "map" }] },
      decoder: {
        inputs: [
          { name: "previousMap" },
          { name: "currentMap" },
          { name: "current", shape: [1, 32, 32, 3] },
          { name: "next", shape: [1, 32, 32, 3] },
          { name: "horizonS", shape: [1] },
        ],
        outputs: [
          { name: "errors", shape: [33] },
          { name: "predicted", shape: [1, 8, 8, 3] },
        ],
      },
      regions: { rows: 4, columns: 8 },
    });
  });

  it("tells of a scan which cells were measured", () => {
    const spec = tinySpec({ modality: "lidar" });
    const names = packForesight(spec, stateOf(spec))?.decoder.outputs.map(({ name }) => name);
    expect(names).toEqual(["errors", "predicted", "weight"]);
  });

  it("is absent where no frames are predicted", () => {
    const spec = tinySpec({ objectives: tinySpec().objectives.slice(0, 1) });
    expect(packForesight(spec, {})).toBeUndefined();
    expect(foresightTensors(spec)).toEqual([]);
  });
});
