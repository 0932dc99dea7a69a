import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import { failFrom } from "../core/errors.ts";

const threads = z.int().min(1).max(64);

/** What a device of one kind is given by default; a config may say otherwise. */
const deviceProfileSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  recognise: z.strictObject({
    /** `process.arch` of Node on it. */
    architecture: z.enum(["arm64", "x64"]),
  }),
  /** In order of preference; the first that runs here is taken. */
  engines: z.array(z.strictObject({ engine: z.string(), provider: z.string() })).min(1),
  training: z.strictObject({ threads, niceness: z.int().min(0).max(19) }),
  inference: z.strictObject({ threads }),
  memoryBudgetMb: z.int().positive(),
  /** Where the figures come from, one sentence each. */
  sources: z.array(z.string().min(1)).min(1),
});
export type DeviceProfile = z.infer<typeof deviceProfileSchema>;

/** Where the profiles lie, in the sources and in the package alike. */
const profilesFolder = fileURLToPath(new URL("../../devices/", import.meta.url));

/**
 * Reads every profile of `folder`, in order of name.
 *
 * @throws AppError DEVICE_PROFILE_INVALID, naming the file and the field
 */
export async function loadDeviceProfiles(
  folder = profilesFolder,
): Promise<readonly DeviceProfile[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".yaml")).sort();
  return Promise.all(files.map((file) => loadProfile(join(folder, file))));
}

async function loadProfile(file: string): Promise<DeviceProfile> {
  try {
    return deviceProfileSchema.parse(parse(await readFile(file, "utf8")));
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    failFrom(error, "DEVICE_PROFILE_INVALID", file, problem);
  }
}
