/**
 * The process that tries one provider: `node probe-process.js <provider> <library> <options as JSON>`
 * prints a ProviderReport as its last line. Started by `probeInProcess`.
 */
import { z } from "zod";
import { loadAddon } from "../../native/addon.ts";
import { tryProvider } from "./try-provider.ts";

const [provider = "", library = "", options = "{}"] = process.argv.slice(2);
const providerOptions = z.record(z.string(), z.string()).parse(JSON.parse(options));
const state = loadAddon();
const report = state.loaded
  ? await tryProvider({ addon: state.addon, library, provider, providerOptions })
  : { usable: false, reason: state.reason };
process.stdout.write(`\n${JSON.stringify(report)}\n`);
