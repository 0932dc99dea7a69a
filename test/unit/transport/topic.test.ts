import { describe, expect, it } from "vitest";
import {
  isTopic,
  isTopicFilter,
  literalPrefix,
  matchesTopic,
  withoutShare,
} from "../../../src/transport/topic.ts";

describe("matchesTopic", () => {
  it.each([
    ["a/b", "a/b", true],
    ["a/b", "a/bc", false],
    ["a/+", "a/b", true],
    ["a/+", "a/b/c", false],
    ["a/+", "a", false],
    ["a/+/c", "a/b/c", true],
    ["a/#", "a/b/c", true],
    ["a/#", "a", true],
    ["a/#", "ab", false],
    ["#", "a/b", true],
    ["#", "", true],
    ["+/+", "/b", true],
    ["#", "$SYS/load", false],
    ["+/load", "$SYS/load", false],
    ["$SYS/#", "$SYS/load", true],
    [withoutShare("$share/readers/a/+"), "a/b", true],
    [withoutShare("a/$share/b/c"), "a/$share/b/c", true],
  ])("filter %s, topic '%s': %s", (filter, topic, isMatch) => {
    expect(matchesTopic(filter, topic)).toBe(isMatch);
  });
});

describe("isTopicFilter", () => {
  it.each(["a", "a/b", "#", "+", "a/+/b", "a/#", "/", "ä/Ω", "$share/g/a/#", "$shared/x"])(
    "accepts %s",
    (filter) => {
      expect(isTopicFilter(filter)).toBe(true);
    },
  );

  it.each([
    "",
    "a#",
    "a/#/b",
    "a+/b",
    "a\0b",
    "$share",
    "$share/g",
    "$share/+/a",
    "$share//a",
    "$share/g/a#",
    "x".repeat(65_536),
  ])("refuses '%s'", (filter) => {
    expect(isTopicFilter(filter)).toBe(false);
  });
});

describe("isTopic", () => {
  it("refuses wildcards, the empty topic and NUL", () => {
    expect(["a/b", "a b", "$x"].every(isTopic)).toBe(true);
    expect(["", "a/+", "#", "a\0"].some(isTopic)).toBe(false);
  });
});

describe("literalPrefix", () => {
  it.each([
    ["a/b", "a/b"],
    ["a/+/c", "a/"],
    ["a/#", "a"],
    ["#", ""],
    ["+", ""],
  ])("%s begins with '%s'", (filter, prefix) => {
    expect(literalPrefix(filter)).toBe(prefix);
  });
});
