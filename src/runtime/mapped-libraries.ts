import { basename } from "node:path";

/**
 * The files of libraries that a process has mapped and whose names begin with `prefix`, from the text of its
 * `/proc/self/maps`: what was really loaded, whatever the search path says. Each once, in order of name; the
 * version is in the name of the file that a link points to.
 *
 * @see proc_pid_maps(5)
 */
export function mappedLibraries(maps: string, prefix: string): readonly string[] {
  const files = maps
    .split("\n")
    .map((line) => /\s(\/.*)$/.exec(line)?.[1] ?? "")
    .filter((path) => basename(path).startsWith(prefix));
  return [...new Set(files)].sort();
}
