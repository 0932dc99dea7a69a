import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** Who may look. */
export interface Access {
  /** True when the request may see what the run sees. */
  admits(request: IncomingMessage): boolean;
}

/** Foxglove's own page, which opens connections to robots. */
const knownOrigins: ReadonlySet<string> = new Set(["https://app.foxglove.dev"]);

/**
 * With a token: whoever brings it, as `Authorization: Bearer …` or `?token=…`. Without one (loopback only):
 * whoever asks for an address or for `localhost`, and whose page came from here, so that no page of another
 * site that is open in a browser of this machine can look in (DNS rebinding, cross-site WebSockets).
 */
export function createAccess(token: string | undefined): Access {
  if (token === undefined) return { admits: (request) => isFromHere(request) };
  const wanted = digest(token);
  return {
    admits: ({ headers, url = "/" }) => {
      const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
      const given = bearer ?? new URL(url, "http://window").searchParams.get("token");
      return given !== null && timingSafeEqual(digest(given), wanted);
    },
  };
}

/** Of one length, as the comparison in constant time wants it. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function isFromHere({ headers }: IncomingMessage): boolean {
  const { host = "", origin } = headers;
  const name = hostName(`http://${host}`);
  if (name === undefined || !(name === "localhost" || isIP(name) !== 0)) return false;
  if (origin === undefined || knownOrigins.has(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

function hostName(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, "") : undefined;
}
