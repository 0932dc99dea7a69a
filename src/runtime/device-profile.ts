import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import { failFrom } from "../core/errors.ts";

const threads = z.int().min(1).max(64);
const fraction = z.number().min(0).max(1);
const side = z.int().min(8).max(4096);
const celsius = z.number().min(20).max(120);

/** Whether a section was seen on such a device, and where its figures come from. */
const provenance = { isVerified: z.boolean(), source: z.string().min(1) };

/** All that is given must be so; the profile that asks for most is taken (recognise-device.ts). */
const recognise = z.strictObject({
  /** `process.arch` of Node on it. */
  architecture: z.enum(["arm64", "x64"]),
  /** Part numbers of the module, one of which is in `/proc/device-tree/compatible`. */
  modules: z
    .array(z.string().regex(/^p\d{4}-\d{4}$/, "expected a part number such as p3767-0005"))
    .min(1)
    .optional(),
  /** Words of `/proc/device-tree/model`, for a module whose part number is not listed. */
  models: z.array(z.string().min(4)).min(1).optional(),
  /** A device node: `nvidia` is `/dev/nvidia0`, `render` any of `/dev/dri/renderD*`. */
  gpu: z.enum(["nvidia", "render"]).optional(),
  ...provenance,
});

/** One engine with its provider, as its `create` takes it. */
const engine = z.strictObject({
  engine: z.string().regex(/^[a-z-]+$/),
  provider: z.enum(["cpu", "cuda", "tensorrt", "webgpu"]),
  /** ONNX Runtime's own options of the provider, by its own names. */
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  /** Where a libonnxruntime with this provider may lie; the first that is there. Empty = the engine's own. */
  libraries: z.array(z.string().startsWith("/")).default([]),
  ...provenance,
});

/** Power modes by a word of their name, because the numbers differ from carrier to carrier. */
const power = z.strictObject({
  /** `15W` stands for the modes `15W` and `MODE_15W_6CORE`, `MAXN` for `MAXN_SUPER` too. */
  modes: z.array(z.strictObject({ name: z.string().regex(/^[A-Z0-9]+$/), duty: fraction })).min(1),
  /** Training duty in a mode that has no line. */
  otherDuty: fraction,
  ...provenance,
});

const thermal = z
  .strictObject({
    /** Zones whose name begins so; others (battery, PMIC, radio) mean something else. */
    zones: z.array(z.string().min(1)).min(1),
    /** Training slows down from here on … */
    slowAtC: celsius,
    /** … and pauses here; both well under where the device throttles itself. */
    stopAtC: celsius,
    ...provenance,
  })
  .refine((t) => t.slowAtC < t.stopAtC, { path: ["slowAtC"], error: "must be below stopAtC" });

/** What a device of one kind is given by default; a config may say otherwise. */
const deviceProfileSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  recognise,
  /** In order of preference; the first that runs here is taken. */
  engines: z.array(engine).min(1),
  training: z.strictObject({
    threads,
    niceness: z.int().min(0).max(19),
    /** Part of the time that training may take at most. */
    duty: z.number().min(0.05).max(1),
    ...provenance,
  }),
  inference: z.strictObject({ threads, ...provenance }),
  memory: z.strictObject({ budgetMb: z.int().min(200), ...provenance }),
  /** Largest batch and frame sizes that train at a useful rate. */
  fits: z.strictObject({
    batch: z.int().min(2),
    image: z.strictObject({ width: side, height: side }),
    rangeImage: z.strictObject({ rows: side, columns: side }),
    ...provenance,
  }),
  power: power.optional(),
  thermal,
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
