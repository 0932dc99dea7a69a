import { describe, expect, it } from "vitest";
import { sparkline } from "../../../../src/cli/ui/sparkline.ts";

describe("sparkline", () => {
  it.each([
    [[0, 1, 2, 3, 4, 5, 6, 7], 8, "▁▂▃▄▅▆▇█"],
    [[3, 3, 1, 1], 2, "█▁"],
    [[5, 5, 5], 3, "▁▁▁"],
    [[1, NaN, 2, Infinity], 8, "▁█"],
    [[1, 2], 8, "▁█"],
    [[], 8, ""],
    [[1, 2], 0, ""],
  ])("of %j in %i cells is %j", (history, width, line) => {
    expect(sparkline(history, width)).toBe(line);
  });

  it("uses every value when the history is longer than the line", () => {
    const falling = Array.from({ length: 1003 }, (_, i) => 1003 - i);
    expect(sparkline(falling, 8)).toBe("█▇▆▅▄▃▂▁");
  });
});
