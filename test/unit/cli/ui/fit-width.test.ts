import { describe, expect, it } from "vitest";
import { fitWidth, widthOf } from "../../../../src/cli/ui/fit-width.ts";

const red = "\u001b[31m";
const plain = "\u001b[39m";

describe("fitWidth", () => {
  it("cuts the text and keeps every colour sequence", () => {
    expect(fitWidth(`ab${red}cdef${plain}gh`, 4)).toBe(`ab${red}cd${plain}`);
  });

  it("leaves a short line alone", () => {
    expect(fitWidth("abc", 3)).toBe("abc");
    expect(fitWidth("", 0)).toBe("");
  });

  it("counts cells, not bytes", () => {
    expect(widthOf(`${red}▁▂·${plain}`)).toBe(3);
    expect(fitWidth("▁▂▃", 2)).toBe("▁▂");
  });
});
