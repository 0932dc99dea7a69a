import { readdir, readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The built page: a few files, held in memory. */
export interface PageFiles {
  /** Answers a path of the page; false = there is no such file. */
  serve(path: string, response: ServerResponse): boolean;
}

/** Where `npm run build` puts the page; from src/ and from dist/ the same. */
const folder = fileURLToPath(new URL("../../dist/window/page/", import.meta.url));

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

const headers = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/** Reads the page; empty where it was not built. What is not in the list when it starts is never served. */
export async function readPageFiles(): Promise<PageFiles> {
  const files = new Map<string, Buffer>();
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of found.filter((e) => e.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.set(`/${relative(folder, path)}`, await readFile(path));
  }
  return {
    serve: (path, response) => {
      const name = path === "/" ? "/index.html" : path;
      const content = files.get(name);
      if (!content) return false;
      // Names under assets/ hold a hash of their content.
      const isFixed = name.startsWith("/assets/");
      response.writeHead(200, {
        ...headers,
        "Content-Type": types[extname(name)] ?? "application/octet-stream",
        "Cache-Control": isFixed ? "public, max-age=31536000, immutable" : "no-cache",
      });
      response.end(content);
      return true;
    },
  };
}
