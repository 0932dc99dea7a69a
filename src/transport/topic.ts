const encoder = new TextEncoder();

/** Whether `topic` may be published: 1–65,535 UTF-8 bytes, no wildcard, no NUL. */
export function isTopic(topic: string): boolean {
  return isName(topic) && !/[+#]/.test(topic);
}

/**
 * Whether `filter` is an MQTT topic filter: `+` fills one level, `#` stands last and alone; it may be
 * shared, as `$share/{group}/{filter}`.
 */
export function isTopicFilter(filter: string): boolean {
  if (!isName(filter)) return false;
  if (isShared(filter) && !/^\$share\/[^/+#]+\/./.test(filter)) return false;
  const levels = withoutShare(filter).split("/");
  return levels.every((level, i) => {
    if (level === "#") return i === levels.length - 1;
    return level === "+" || !/[+#]/.test(level);
  });
}

/** Whether the messages of `filter` are dealt out among everyone in its group. @see OASIS MQTT 5.0, 4.8.2 */
export function isShared(filter: string): boolean {
  return filter === "$share" || filter.startsWith("$share/");
}

/** The filter within a shared subscription; any other filter as it is. */
export function withoutShare(filter: string): string {
  return filter.replace(/^\$share\/[^/]*\//, "");
}

/**
 * Whether a message on `topic` is wanted by `filter`.
 *
 * Topics that start with `$` (a broker's own) are not matched by a leading wildcard.
 * @see OASIS MQTT 5.0, 4.7
 */
export function matchesTopic(filter: string, topic: string): boolean {
  if (topic.startsWith("$") && /^[+#]/.test(filter)) return false;
  const wanted = filter.split("/");
  const levels = topic.split("/");
  for (const [i, level] of wanted.entries()) {
    if (level === "#") return true;
    if (i >= levels.length) return false;
    if (level !== "+" && level !== levels[i]) return false;
  }
  // Lengths differ only when the topic goes on, or when the filter's next level is `#`, met above.
  return wanted.length === levels.length;
}

/**
 * The longest literal start of every topic that `filter` matches: what ZeroMQ, which knows prefixes
 * only, subscribes to. `a/#` gives `a`, because it matches the parent `a` too.
 */
export function literalPrefix(filter: string): string {
  const wildcard = filter.search(/[+#]/);
  if (wildcard < 0) return filter;
  const prefix = filter.slice(0, wildcard);
  return filter[wildcard] === "#" ? prefix.replace(/\/$/, "") : prefix;
}

function isName(text: string): boolean {
  return text.length > 0 && !text.includes("\0") && encoder.encode(text).byteLength <= 65_535;
}
