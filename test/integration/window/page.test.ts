import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { chromiumMissing, startChromium } from "../../support/chromium.ts";
import { freePort } from "../../support/free-port.ts";
import { tinyRun } from "../../support/tiny-run.ts";
import { startCli, startCliWith } from "../cli/run-cli.ts";

const missing = chromiumMissing === undefined ? "" : ` (skipped: ${chromiumMissing})`;

describe.skipIf(chromiumMissing !== undefined)(`the page in a real browser${missing}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser.close());

  /** A page that fails the test when the browser complains. */
  const openPage = async (url: string): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    onTestFinished(async () => {
      await page.close();
      expect(complaints).toEqual([]);
    });
    await page.goto(url);
    return page;
  };
  const stampOf = (page: Page, label: string): Promise<number> =>
    page
      .locator(`canvas[aria-label="${label}"][data-stamp]`)
      .getAttribute("data-stamp", { timeout: 15_000 })
      .then(Number);
  const isDrawn = (page: Page, label: string): Promise<boolean> =>
    // In the browser: the test itself knows no page.
    page.evaluate<boolean>(`(() => {
      const canvas = document.querySelector('canvas[aria-label="${label}"]');
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return new Set(data).size > 8;
    })()`);

  it("shows frames, predictions, memory and charts as they come, and goes on when the run is started again", async () => {
    const { config } = await tinyRun({ hasWorld: true });
    const port = await freePort();
    const start = () => startCli("run", config, "--json", "--set", `window.port=${port}`);
    const url = `http://127.0.0.1:${port}/`;
    const first = start();
    onTestFinished(() => {
      first.kill();
    });
    await first.says(`window at ${url}`);
    const page = await openPage(url);

    const before = await stampOf(page, "camera, live");
    expect(await isDrawn(page, "camera, live")).toBe(true);
    expect(await isDrawn(page, "lidar, live")).toBe(true);
    await page.locator('canvas[aria-label="camera: Predicted"][data-stamp]').waitFor();
    expect(await isDrawn(page, "camera: What came")).toBe(true);
    await page.locator('.memory canvas[aria-label^="remembered"][data-stamp]').first().waitFor();
    await page.locator(".timeline li.promoted").first().waitFor();
    // Losses, skill, rank, latency, rate and the map, of both sensors.
    await page.locator('[data-sensor="lidar"] .map .u-over').waitFor();
    await expect
      .poll(() => page.locator(".chart .u-over").count(), { timeout: 10_000 })
      .toBeGreaterThanOrEqual(12);
    expect(await stampOf(page, "camera, live")).toBeGreaterThan(before);
    const width = await page.evaluate<number>("document.documentElement.scrollWidth");
    expect(width, "nothing sticks out on a phone").toBeLessThanOrEqual(390);

    first.interrupt();
    await first.ended;
    await page.locator('main[data-link]:not([data-link="live"])').waitFor();
    const second = start();
    onTestFinished(() => {
      second.kill();
    });
    await page.locator('main[data-link="live"]').waitFor({ timeout: 20_000 });
    await page.getByText("the run was started again").waitFor();
    const restarted = await stampOf(page, "camera, live");
    await expect.poll(() => stampOf(page, "camera, live")).toBeGreaterThan(restarted);
    second.interrupt();
    expect((await second.ended).code).toBe(0);
  });

  it("asks for the token that the run wants; shows a sensor whose frames stop as stalled", async () => {
    const token = "0123456789abcdef";
    const { config, broker } = await tinyRun({ hasWorld: true, change: { simulator: undefined } });
    const port = await freePort();
    const running = startCliWith(
      { SACCADE_WINDOW_TOKEN: token },
      ...["run", config, "--json"],
      ...["--set", `window.port=${port}`, "--set", "window.host=0.0.0.0"],
    );
    onTestFinished(() => {
      running.kill();
    });
    await running.says("window at");
    const page = await openPage(`http://127.0.0.1:${port}/`);
    await page.locator("input#token").fill(token);
    expect(await page.locator("canvas").count()).toBe(0);
    await page.locator("button").click();
    const badge = (sensor: string) => page.locator(`[data-sensor="${sensor}"] .badge`).first();
    await badge("camera").getByText("no frame yet").waitFor();

    const sender = startCli(
      ...["simulate", "--to", broker, "--fleet", "f", "--device", "d"],
      ...["--no-lidar", "--for", "3"],
    );
    onTestFinished(() => {
      sender.kill();
    });
    await page.locator('[data-sensor="camera"]:not([data-stream="silent"])').waitFor();
    await sender.ended;
    await badge("camera")
      .getByText(/^stalled for \d+ s$/)
      .waitFor();
    expect(await badge("lidar").textContent()).toBe("no frame yet");
    running.interrupt();
    const { err } = await running.ended;
    expect(err).not.toContain(token);
  });
});
