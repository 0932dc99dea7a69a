import type { Modality } from "../frames/frame.ts";

/** How the payload of one recorded file is encoded. */
export interface FileEncoding {
  /** The decoder's name. */
  readonly encoding: string;
  readonly modality: Modality;
}

const byExtension: Readonly<Record<string, FileEncoding>> = {
  bin: { encoding: "kitti", modality: "lidar" },
  jpeg: { encoding: "jpeg", modality: "camera" },
  jpg: { encoding: "jpeg", modality: "camera" },
  las: { encoding: "las", modality: "lidar" },
  pcd: { encoding: "pcd", modality: "lidar" },
  png: { encoding: "png", modality: "camera" },
  webp: { encoding: "webp", modality: "camera" },
};

/** The encoding that the extension of `path` stands for, in any case; undefined for other files. */
export function fileEncoding(path: string): FileEncoding | undefined {
  const extension = /\.([A-Za-z]{1,5})$/.exec(path)?.[1]?.toLowerCase();
  return extension === undefined || !Object.hasOwn(byExtension, extension)
    ? undefined
    : byExtension[extension];
}
