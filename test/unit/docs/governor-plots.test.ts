import { describe, expect, it } from "vitest";
import { play, scenarios } from "../../support/governor-scenarios.ts";
import { plotSvg } from "../../support/plot-svg.ts";

/** `npm run plot:governor` draws them anew. */
describe("the plots of docs/devices.md", () => {
  it.each(scenarios)("show what the governor does now: $name", async (scenario) => {
    const { timesS, sensed, duty } = play(scenario);
    const all = [...sensed, ...Object.values(scenario.marks)];
    const svg = plotSvg({
      title: scenario.title,
      timesS,
      shade: scenario.trouble,
      panels: [
        {
          label: scenario.quantity,
          values: sensed,
          range: [Math.min(0, ...all), 10 * Math.ceil((Math.max(...all) + 1) / 10)],
          marks: scenario.marks,
        },
        { label: "training duty", values: duty, range: [0, 1], marks: {} },
      ],
    });
    await expect(svg).toMatchFileSnapshot(`../../../docs/images/governor-${scenario.name}.svg`);
  });
});
