/** The URL as it may be shown: a password in it, or a user name, is gone. */
export function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^/?#]*@/, "//");
}

/** The word before `://`, in lower case; undefined when there is none. */
export function schemeOf(url: string): string | undefined {
  return /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
}
