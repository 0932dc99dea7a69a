import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../../src/evaluate/evaluation-result.ts";
import { reportPage } from "../../../src/evaluate/report-page.ts";

const result: EvaluationResult = {
  sensor: "camera",
  frames: 100,
  probe: {
    "steer<ing> & co": {
      r2: 0.5,
      n: 30,
      fitN: 70,
      baselines: { pca: 0.3, supervised: 0.6 },
      knn: { r2: 0.4, baselines: { pca: -0.2 } },
      fewLabels: [
        { labels: 10, r2: 0.1, range: [0, 0.2], draws: 5, first: 0.1, baselines: { pca: -0.4 } },
        {
          ...{ labels: 50, r2: 0.3, range: [0.2, 0.4], draws: 5, first: 0.3 },
          baselines: { pca: 0.1 },
          supervised: 0.2,
        },
      ],
    },
  },
  nextFrameAt: { "0.5": { error: 0.03, copyLast: 0.04, skill: 0.25 } },
  health: { dim: 8 },
};

describe("the page of an evaluation", () => {
  // Decoding frames, in the same process, lets sharp read photographs only.
  const drawings = { operation: ["VipsForeignLoadSvg"] };
  beforeAll(() => {
    sharp.unblock(drawings);
  });
  afterAll(() => {
    sharp.block(drawings);
  });
  const { markdown, pictures } = reportPage(result);

  it("has the scores, the curve as a table, and the horizons", () => {
    expect(markdown).toContain("# What the features of camera are worth");
    expect(markdown).toContain("| labels | features | pca | supervised |");
    expect(markdown).toContain("| 50 | 0.30 | 0.10 | 0.20 |");
    expect(markdown).toContain("| all | 0.50 | 0.30 | 0.60 |");
    expect(markdown).toContain("| 0.5 | 0.0300 | 0.0400 | 0.250 |");
  });

  it("links to every picture and to nothing else", () => {
    const linked = [...markdown.matchAll(/\]\((.+)\.png\)/g)].map(([, name]) => name);
    expect(linked.toSorted()).toEqual(Object.keys(pictures).toSorted());
    expect(linked).toContain("few-labels-steer-ing----co");
  });

  it.each(Object.entries(pictures))("draws %s as a picture", async (_, svg) => {
    const { width, height, channels } = await sharp(Buffer.from(svg)).png().metadata();
    expect(width).toBe(760);
    expect(height).toBeGreaterThan(100);
    expect(channels).toBe(4);
    const { dominant, entropy } = await sharp(Buffer.from(svg)).stats();
    expect(dominant).toMatchObject({ r: 248, g: 248, b: 248 });
    expect(entropy).toBeGreaterThan(0.3);
  });

  it("is a page without pictures where nothing was scored", () => {
    const bare = reportPage({ sensor: "roof", frames: 3, probe: {}, health: { dim: 4 } });
    expect(bare.pictures).toEqual({});
    expect(bare.markdown).toContain("roof");
  });
});
