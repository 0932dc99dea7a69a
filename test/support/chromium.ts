import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser } from "playwright-core";

/** Debian's Chromium; the test drives what is installed and fetches nothing. */
const path = (process.env["PATH"] ?? "")
  .split(delimiter)
  .map((folder) => join(folder, "chromium"))
  .find((file) => existsSync(file));

/** Why tests with a browser are skipped; undefined when they run. */
export const chromiumMissing =
  path === undefined ? "chromium is not installed (apt-get install chromium)" : undefined;

/** A headless browser of our own, without any networking of its own. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: path!,
    args: ["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
  });
}
