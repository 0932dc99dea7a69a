import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { failFrom } from "../core/errors.ts";
import type { EvaluationResult } from "../evaluate/evaluation-result.ts";
import { reportPage } from "../evaluate/report-page.ts";
import { createFolder } from "../learn/checkpoint/create-folder.ts";

/** Where an evaluation is written down as a page. */
export interface ReportFolder {
  /** Writes `report.md` and its pictures, as PNG. @throws AppError OPTION_INVALID */
  write(result: EvaluationResult): Promise<void>;
}

/** Dots of a picture for each of its units, so that it stays sharp on a dense screen. */
const density = 144;
/** The loader of our own drawings; decoding switches it off, because bytes from outside would reach it. */
const drawings = { operation: ["VipsForeignLoadSvgBuffer"] };

/**
 * Makes the folder at once, so that one that cannot be is refused before minutes are spent.
 * @throws AppError OPTION_INVALID
 */
export async function openReportFolder(folder: string): Promise<ReportFolder> {
  const refuse = (error: unknown): never => {
    const cause = error instanceof Error ? error.message : String(error);
    const expected = "a folder that can be written";
    return failFrom(error, "OPTION_INVALID", "--report", expected, `${folder}: ${cause}`);
  };
  await createFolder(folder).catch(refuse);
  return {
    write: async (result) => {
      const { markdown, pictures } = reportPage(result);
      sharp.unblock(drawings);
      try {
        for (const [name, picture] of Object.entries(pictures)) {
          await sharp(Buffer.from(picture), { density })
            .png()
            .toFile(join(folder, `${name}.png`));
        }
        await writeFile(join(folder, "report.md"), markdown);
      } catch (error) {
        refuse(error);
      } finally {
        sharp.block(drawings);
      }
    },
  };
}
