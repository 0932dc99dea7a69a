/** Puts words in colour where colour is welcome; elsewhere gives them back as they are. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

/** The paint for a terminal, or plain text when `hasColor` is false. */
export function createPaint(hasColor: boolean): Paint {
  const style = (on: number, off: number) => (text: string) =>
    hasColor && text !== "" ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    bold: style(1, 22),
    dim: style(2, 22),
    good: style(32, 39),
    bad: style(31, 39),
    warn: style(33, 39),
  };
}
