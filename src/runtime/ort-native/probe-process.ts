/**
 * The process that tries one provider: `node probe-process.js <provider> <library> <options as JSON>`
 * prints a ProviderReport as its last line. Started by `probeInProcess`.
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { loadAddon } from "../../native/addon.ts";
import { mappedLibraries } from "../mapped-libraries.ts";
import { tryProvider } from "./try-provider.ts";

const [provider = "", library = "", options = "{}"] = process.argv.slice(2);
const providerOptions = z.record(z.string(), z.string()).parse(JSON.parse(options));
const state = loadAddon();
const report = state.loaded
  ? await tryProvider({ addon: state.addon, library, provider, providerOptions })
  : { usable: false, reason: state.reason };
const libraries = mappedLibraries(await readFile("/proc/self/maps", "utf8"), "libnvinfer");
process.stdout.write(`\n${JSON.stringify({ ...report, libraries })}\n`);
