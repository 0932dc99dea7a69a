import { describe, expect, it } from "vitest";
import { exposition } from "../../../src/window/exposition.ts";
import { metricsOf } from "../../../src/window/metrics.ts";
import { stateOf } from "../../../src/window/state-of.ts";
import { pipelineStatus, trainedCamera } from "../../support/pipeline-status.ts";

describe("metrics as text", () => {
  it("escape labels and help, and leave out a metric without samples", () => {
    const text = exposition([
      {
        name: "a_total",
        help: "two\nlines \\",
        type: "counter",
        samples: [{ labels: { address: 'tcp://"x"\\\n' }, value: 3 }, { value: Infinity }],
      },
      { name: "b", help: "nothing", type: "gauge", samples: [] },
    ]);
    expect(text).toBe(
      "# HELP a_total two\\nlines \\\\\n# TYPE a_total counter\n" +
        'a_total{address="tcp://\\"x\\"\\\\\\n"} 3\na_total +Inf\n',
    );
  });

  it("have a run's counts by sensor and reason, each line once and of the format", () => {
    const state = stateOf(pipelineStatus({ front: trainedCamera }), 1000);
    const text = exposition(metricsOf(state, { viewers: 1, dropped: 0 }));
    expect(text).toContain('saccade_frames_dropped_total{sensor="front",reason="superseded"} 6\n');
    expect(text).toContain('saccade_frames_on_their_way{sensor="front"} 3\n');
    expect(text).toContain('saccade_latency_milliseconds{sensor="front",quantile="0.99"} 9\n');
    expect(text).toContain('saccade_device_power_watts{rail="VDD_IN"} 7.5\n');
    const lines = text.trimEnd().split("\n");
    const samples = lines.filter((line) => !line.startsWith("#"));
    const names = samples.map((line) => line.slice(0, line.lastIndexOf(" ")));
    expect(new Set(names).size).toBe(names.length);
    for (const line of samples) {
      expect(line).toMatch(/^[a-z_0-9]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+$/);
    }
  });
});
