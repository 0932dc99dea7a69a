import { describe, expect, it } from "vitest";
import { headValidity } from "../../../src/heads/head-validity.ts";

describe("a head and a model", () => {
  it("fit exactly when it was fitted on that model, whatever the contract", () => {
    expect(headValidity({ modelVersion: "a" }, { modelVersion: "a", contractVersion: 2 })).toBe(
      "exact",
    );
  });

  it("fit when both are under the same contract", () => {
    const head = { modelVersion: "a", contractVersion: 2 };
    expect(headValidity(head, { modelVersion: "b", contractVersion: 2 })).toBe("carried");
    expect(headValidity(head, { modelVersion: "b", contractVersion: 3 })).toBe("foreign");
  });

  it("do not fit when one of them is under no contract", () => {
    expect(headValidity({ modelVersion: "a" }, { modelVersion: "b" })).toBe("foreign");
    expect(headValidity({ modelVersion: "a" }, { modelVersion: "b", contractVersion: 1 })).toBe(
      "foreign",
    );
  });
});
