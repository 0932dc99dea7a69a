import { describe, expect, it } from "vitest";
import { z } from "zod";
import { findPython } from "../../support/python.ts";
import { lastJson, runCli, startCliWith } from "./run-cli.ts";

const report = z.object({
  suite: z.literal("train-step"),
  machine: z.object({ torch: z.string(), onnxruntime: z.string(), threads: z.literal(2) }),
  results: z.object({
    mergeBoth: z.object({
      medianMs: z.number().positive(),
      torchMs: z.number().positive(),
      buildMs: z.number().positive(),
      sessionMs: z.number().positive(),
      gflop: z.number().positive(),
      floorMs: z.number().positive(),
      peakBytes: z.number().positive(),
      torchPeakBytes: z.number().positive(),
      firstLoss: z.number(),
      torchFirstLoss: z.number(),
    }),
  }),
  ratios: z.object({ mergeBothVsTorch: z.number(), mergeBothPeakMemory: z.number() }),
});

const errorReport = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

describe("saccade bench", () => {
  it("lists its suites with their cases", async () => {
    const { code, out } = await runCli("bench", "list");
    expect(code).toBe(0);
    expect(out).toMatch(/^train-step .*convInfoNce.*mergeBoth/m);
  });

  it("refuses a suite and a case that do not exist, naming those that do", async () => {
    const suite = await runCli("bench", "train-stop");
    expect(suite).toMatchObject({ code: 2 });
    expect(suite.err).toContain("known: contract, engine, ingest, kernels, quality, train-step");
    const unknown = await runCli("bench", "train-step", "--case", "merge");
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.err).toContain("mergeBoth");
  });

  it("says what is missing and how to get it where there is no PyTorch", async () => {
    const run = startCliWith(
      { SACCADE_PYTHON: "/nowhere/python" },
      "bench",
      "train-step",
      "--json",
    );
    const { code, out } = await run.ended;
    expect(code).toBe(2);
    const { error } = errorReport.parse(lastJson(out));
    expect(error.code).toBe("BENCH_PEER_MISSING");
    expect(error.message).toMatch(/'\/nowhere\/python'.*pip install torch.*--python/);
  });
});

const python = await findPython("torch");
const isMissing = "missing" in python;
const title = isMissing ? `skipped: ${python.missing}` : `PyTorch ${python.version}`;

describe.skipIf(isMissing)(`saccade bench train-step (${title})`, () => {
  it("runs both sides on the same weights, and reports their ratio", async () => {
    // PyTorch's threads wait spinning by default, which takes minutes on cores that others use.
    const run = startCliWith(
      { OMP_WAIT_POLICY: "PASSIVE" },
      ...["bench", "train-step", "--case", "mergeBoth", "--rounds", "1", "--json"],
    );
    const { code, out, err } = await run.ended;
    expect(err).not.toContain("saccade:");
    expect(code).toBe(0);
    const { mergeBoth } = report.parse(lastJson(out)).results;
    expect(mergeBoth.firstLoss / mergeBoth.torchFirstLoss).toBeCloseTo(1, 3);
  });
});
